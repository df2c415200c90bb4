/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * logins.h - the names of passwd(5), read once.  subuid(5) may name thousands of
 * owners, and each question to nsswitch's "files" reads the whole file.
 */
#ifndef VMTAP_LOGINS_H
#define VMTAP_LOGINS_H

#include <stdio.h>
#include <sys/types.h>

#define LOGINS_MAX 65536
#define LOGINS_NAME_SIZE 64 /* longer names are left out */

struct logins;

/* Read all lines: their uids, in order, into ret_uids, which has room for
 * LOGINS_MAX, and their names.  -E2BIG: there are more. */
int logins_read(FILE *file, uid_t *ret_uids, size_t *ret_n,
		struct logins **ret_logins);

/* Write lines "1000:alice", in order of name, into text, as many as have
 * room. */
void logins_write(const struct logins *logins, char *text, size_t size);
void logins_free(struct logins *logins); /* accepts NULL */

/* The uid of the first line with the name.  -ENOENT: there is none, or logins is
 * NULL. */
int logins_find(const struct logins *logins, const char *name, uid_t *ret_uid);

#endif
