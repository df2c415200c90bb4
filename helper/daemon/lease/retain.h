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

/* lease's guest uses lladdr, or is to use it: may it, by the policy of *state?
 * vm: the VM's name, if the lease has none.  NULL: yes, with the fence in
 * *ret_decision; else the reason. */
const char *retain_refuse_learning(const struct state *state,
				   const struct lease *lease,
				   const struct lladdr *lladdr,
				   const struct label *vm,
				   struct decision *ret_decision);

/* Compares all leases with the policy of *state.  If ends is set, those that the
 * policy refuses end; else they get a note, and those that have the note for the
 * first time are in the log, RETAIN_LINES_MAX at most.  Leases that the policy
 * grants lose the note.  Returns how many have it for the first time. */
#define RETAIN_LINES_MAX 64
unsigned int retain_all(const struct state *state, bool ends);

#endif
