/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.h - devices that their users open by name: what ends them, and what one
 * VMM leaves to the next.
 */
#ifndef VMTAP_DAEMON_HOLD_H
#define VMTAP_DAEMON_HOLD_H

#include "common/error.h"
#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

int hold_start(struct state *state, struct error *err);
void hold_stop(struct state *state);

/* lease is LIVE.  Nothing happens unless it is held by name. */
void hold_begin(struct hold *hold, struct lease *lease);
/* All leases that were adopted. */
void hold_adopt(const struct state *state);

/* The kernel says so of its link: has somebody opened it, or has the last one
 * closed it?  In the next turn of the loop, what that one has left is put back.
 * link is an answer, as for tamper_judge(). */
void hold_see(struct lease *lease, const struct rtnl_link *link);

#endif
