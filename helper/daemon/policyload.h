/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policyload.h - the policy file: who may write it, and what it says.
 */
#ifndef VMTAP_POLICYLOAD_H
#define VMTAP_POLICYLOAD_H

#include "policy.h"

#define POLICYLOAD_SIZE_MAX (1 << 20) /* bytes; ten thousand rules */

/*
 * Read and parse path.  The file must be a regular one, owned by root or by
 * the user who runs us, and not writable by group or others: checked on the
 * opened file.  Users and groups are looked up (nsswitch.conf(5)) now.
 */
int policyload(const char *path, struct policy **ret_policy, struct error *err);

#endif
