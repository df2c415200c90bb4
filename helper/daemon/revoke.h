/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * revoke.h - leases that end because the administrator says so.
 */
#ifndef VMTAP_REVOKE_H
#define VMTAP_REVOKE_H

#include "broker.h"

/* Would the policy of *broker grant what lease is for?  The rule is in
 * *ret_decision. */
bool revoke_retains(const struct broker *broker, const struct lease *lease,
		    struct decision *ret_decision);

/* End all leases that the policy of *broker would not grant.  Returns how
 * many. */
unsigned int revoke_refused(const struct broker *broker);

#endif
