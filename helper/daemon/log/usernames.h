/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * usernames.h - the names that lines of the log have beside uids.  They are
 * those that the reader of the policy has found: vmtapd itself asks no
 * directory, because it would wait.
 */
#ifndef VMTAP_USERNAMES_H
#define VMTAP_USERNAMES_H

#include <stddef.h>
#include <sys/types.h>

struct uids;

/* Forget all names, and keep those of uids. */
void usernames_begin(const struct uids *uids);
/* A copy of name is kept.  Without memory the uid stays without a name. */
void usernames_add(uid_t uid, const char *name);
/* After the last name.  Of several names of a uid the first one counts. */
void usernames_sort(void);

/* "" for a uid whose name is not known */
const char *usernames_of(uid_t uid);

#endif
