/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * revoke.h - leases and what the administrator says by now.
 */
#ifndef VMTAP_REVOKE_H
#define VMTAP_REVOKE_H

#include "daemon/state.h"

/* Why the guest of lease, whose address nobody told, may not have lladdr by the
 * policy of *state; NULL: it may, with the fence in *ret_decision. */
const char *revoke_refuse_learning(const struct state *state,
				   const struct lease *lease,
				   const struct lladdr *lladdr,
				   struct decision *ret_decision);

/* End all leases that the policy of *state would not grant.  Returns how
 * many. */
unsigned int revoke_refused(const struct state *state);

#endif
