/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * retain.h - leases against today's policy.
 */
#ifndef VMTAP_RETAIN_H
#define VMTAP_RETAIN_H

#include "daemon/state.h"

/* The lease's owner, for a decision of the policy.  An adopted lease may know by
 * which of its owner's groups the rule matched: then the peer has that one.  It
 * points into *lease. */
struct peer retain_owner(const struct state *state, const struct lease *lease);

/* Nobody told the address of lease's guest: may it have lladdr by the policy of
 * *state?  NULL: yes, with the fence in *ret_decision; else the reason. */
const char *retain_refuse_learning(const struct state *state,
				   const struct lease *lease,
				   const struct lladdr *lladdr,
				   struct decision *ret_decision);

/* Note which leases the policy of *state refuses, and take the note from those
 * that it grants.  Those that are new in this are in the log, RETAIN_LINES_MAX
 * at most.  Returns how many are new. */
#define RETAIN_LINES_MAX 64
unsigned int retain_or_note(const struct state *state);

/* End all leases that the policy of *state refuses.  Returns their number. */
unsigned int retain_or_end(const struct state *state);

#endif
