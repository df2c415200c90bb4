/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choose.h - chooses the hardware address of a device that the policy grants.
 */
#ifndef VMTAP_CHOOSE_H
#define VMTAP_CHOOSE_H

#include "daemon/granting.h"
#include "daemon/state.h"

/* Make the device of grant->choice, or ask whether it could be made.
 * -EADDRINUSE: the kernel has found another macvlan, or a station of the bridge,
 * with the address. */
typedef int choose_attempt(const struct state *state, struct grant *grant,
			   struct error *err);

/*
 * Fill grant->choice with the address of the policy's table, or the one in the
 * request, or one that is stable for host, user, network and VM.  Devices
 * without a VM's name get an address each.  Attempt the first address that
 * seems free; if it is in use after all, the next.  Returns the last attempt's
 * result, or a refusal.
 */
int choose_lladdr(const struct state *state, struct grant *grant,
		  choose_attempt *attempt, struct error *err);

/* The address of grant->choice is in use after all, and *err says so: go on
 * with the next. */
int choose_next(const struct state *state, struct grant *grant,
		choose_attempt *attempt, struct error *err);

#endif
