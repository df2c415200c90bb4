/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * warn.h - what 'vmtapd --check' finds odd in a policy that has no mistake.
 */
#ifndef VMTAP_WARN_H
#define VMTAP_WARN_H

#include "policy/policy.h"

/* Print each finding on stderr: a network that nobody may use, a link that is
 * not there, is no bridge or is wireless, and files beside the policy that are
 * not read. */
void warn_policy(const char *path, const struct policy *policy);

#endif
