/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * retain.h - leases against today's policy.
 */
#ifndef VMTAP_RETAIN_H
#define VMTAP_RETAIN_H

#include "daemon/state.h"

/* Nobody told the address of lease's guest: may it have lladdr by the policy of
 * *state?  NULL: yes, with the fence in *ret_decision; else the reason. */
const char *retain_refuse_learning(const struct state *state,
				   const struct lease *lease,
				   const struct lladdr *lladdr,
				   struct decision *ret_decision);

/* End all leases that the policy of *state refuses.  Returns their number. */
unsigned int retain_or_end(const struct state *state);

#endif
