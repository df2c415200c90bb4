/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policyload.h - the policy file: who may write it, and who is in it.  Used by
 * the process of reader.c, and by --check.
 */
#ifndef VMTAP_POLICYLOAD_H
#define VMTAP_POLICYLOAD_H

#include "policy.h"

#define POLICYLOAD_SIZE_MAX (1 << 20) /* bytes; ten thousand rules */

/*
 * Read path into text[size], and a zero byte.  The file must be a regular one,
 * owned by root or by the user who runs us, and not writable by group or
 * others: checked on the opened file.
 */
int policyload_text(const char *path, char *text, size_t size,
		    struct error *err);

/* The number of a user or group, by nsswitch.conf(5).  -ENOENT. */
int policyload_user(const char *name, uid_t *ret_uid);
int policyload_group(const char *name, gid_t *ret_gid);

/* All of it at once, in this process. */
int policyload(const char *path, struct policy **ret_policy, struct error *err);

#endif
