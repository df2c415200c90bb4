/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choose.h - the hardware address of a device that is permitted.
 */
#ifndef VMTAP_CHOOSE_H
#define VMTAP_CHOOSE_H

#include "daemon/granting.h"
#include "daemon/state.h"

/* Make the device of grant->choice, or ask whether it could be made.
 * -EADDRINUSE: the kernel has found that another macvlan has the address. */
typedef int choose_attempt(const struct state *state, struct grant *grant,
			   struct error *err);

/*
 * Fill grant->choice with the address: the one of the table, or wished for, else
 * one that is stable for host, user, network and VM.  Several devices without a
 * VM's name get one each.  The first address that nobody is known to have is
 * attempted, and if it is in use after all, the next.  The result of the last
 * attempt, or a refusal.
 */
int choose_lladdr(const struct state *state, struct grant *grant,
		  choose_attempt *attempt, struct error *err);

/* The same, from the address after the one that is in use after all, as *err says
 * already. */
int choose_next(const struct state *state, struct grant *grant,
		choose_attempt *attempt, struct error *err);

#endif
