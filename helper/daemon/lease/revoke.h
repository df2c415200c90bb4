/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * revoke.h - leases against today's policy.
 */
#ifndef VMTAP_REVOKE_H
#define VMTAP_REVOKE_H

#include "daemon/state.h"

/* Nobody told the address of lease's guest: may it have lladdr by the policy of
 * *state?  NULL: yes, with the fence in *ret_decision; else the reason. */
const char *revoke_refuse_learning(const struct state *state,
				   const struct lease *lease,
				   const struct lladdr *lladdr,
				   struct decision *ret_decision);

/* End all leases that the policy of *state refuses.  Returns their number. */
unsigned int revoke_refused(const struct state *state);

#endif
