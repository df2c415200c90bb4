/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policyload.h - reads the policy's files, and looks up the users and groups in
 * them.  For the processes of reader.c and resolver.c, and for --check.
 */
#ifndef VMTAP_POLICYLOAD_H
#define VMTAP_POLICYLOAD_H

#include "policy/policy.h"

#define POLICYLOAD_SIZE_MAX (1 << 20) /* bytes of all; ten thousand rules */

#define POLICYLOAD_FILES_MAX 256

/*
 * Read path, and then conf.d/?*.conf in its folder in order of name, into
 * buffer[size]: the name of each, a zero byte, its text, a zero byte.  The
 * files must be regular.  They and conf.d must belong to root or to vmtapd's
 * user, and must not be writable by group or others.  The open file is checked,
 * not the path.
 */
int policyload_read(const char *path, char *buffer, size_t size,
		    size_t *ret_used, struct error *err);

/* Find the files in buffer[used], whose content is not trusted. */
size_t policyload_split(const char *buffer, size_t used,
			struct policy_text texts[POLICYLOAD_FILES_MAX]);

/* The number of a user or group, by nsswitch.conf(5).  -ENOENT: unknown. */
int policyload_user(const char *name, uid_t *ret_uid);
int policyload_group(const char *name, gid_t *ret_gid);

/* Write the path of conf.d in the folder of path, and return its length; more
 * than size - 1: it has no room. */
int policyload_folder(const char *path, char *folder, size_t size);
/* Is a file of this name in conf.d read? */
bool policyload_is_wanted(const char *name);

/* Read and parse the policy in this process.  mistake is that of struct
 * policy_names. */
int policyload(const char *path, void (*mistake)(const char *text),
	       struct policy **ret_policy, struct error *err);

#endif
