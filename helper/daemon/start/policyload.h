/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policyload.h - the policy file: who may write it, and who is in it.  Used by
 * the process of reader.c, and by --check.
 */
#ifndef VMTAP_POLICYLOAD_H
#define VMTAP_POLICYLOAD_H

#include "policy/policy.h"

#define POLICYLOAD_SIZE_MAX (1 << 20) /* bytes of all; ten thousand rules */

#define POLICYLOAD_FILES_MAX 256

/*
 * Read path, and conf.d/?*.conf in its folder in order of name, into
 * buffer[size]: the name and the text of each, and a zero byte after both.
 * The files must be regular ones, and they and conf.d be owned by root or by
 * the user who runs us and not be writable by group or others: checked on what
 * was opened.
 */
int policyload_read(const char *path, char *buffer, size_t size,
		    size_t *ret_used, struct error *err);

/* The files in buffer[used], which nobody need trust. */
size_t policyload_split(const char *buffer, size_t used,
			struct policy_text texts[POLICYLOAD_FILES_MAX]);

/* The number of a user or group, by nsswitch.conf(5).  -ENOENT. */
int policyload_user(const char *name, uid_t *ret_uid);
int policyload_group(const char *name, gid_t *ret_gid);

/* All of it at once, in this process. */
int policyload(const char *path, struct policy **ret_policy, struct error *err);

#endif
