/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peer.h - a user as the daemon would see one who has logged in.
 */
#ifndef VMTAP_CHECK_PEER_H
#define VMTAP_CHECK_PEER_H

#include "policy/policy.h"

/* Print "vmtapd: WHAT 'VALUE'" on stderr; returns -EINVAL. */
int check_fail(const char *what, const char *value);

/* The user, a name or a number, with the groups that a login gives; the caller
 * frees *ret_groups.  -EINVAL after a message. */
int check_find_peer(const struct policy *policy, const char *user,
		    struct peer *peer, gid_t **ret_groups);

#endif
