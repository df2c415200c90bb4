/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tell.h - which IP addresses a guest uses, as far as anybody on the host knows.
 */
#ifndef VMTAP_TELL_H
#define VMTAP_TELL_H

#include "daemon/state.h"
#include "vmtap-proto.h"

/* What a reply may ask the kernel for addresses from now on.  A value of
 * rtnl_questions(). */
unsigned long guest_budget(const struct state *state);

/*
 * Fill in the addresses of lease, and from where they are known or why not.  The
 * slot of the eBPF program has them without a question to the kernel.  Otherwise
 * this asks for the host's neighbours, within the budget.
 */
void guest_tell(const struct state *state, const struct lease *lease,
		unsigned long budget, struct vmtap_proto_lease *record);

#endif
