/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.h - devices that their users open by name: what ends them, and what one
 * VMM leaves to the next.
 */
#ifndef VMTAP_DAEMON_HOLD_H
#define VMTAP_DAEMON_HOLD_H

#include "common/error.h"
#include "daemon/granting.h"
#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

/*
 * The request may have a device that ends with a process: is the process there,
 * is it the one that the client means, and is it the client's user's?  0 also if
 * the request names none.  Nothing is kept open.
 */
int hold_check(const struct grant *grant, struct error *err);

/* What is on record about the end of the device. */
struct facts_hold hold_facts(const struct request *request);

int hold_start(struct state *state, struct error *err);
void hold_stop(struct state *state);

/* lease is LIVE.  Nothing happens unless it is held by name. */
void hold_begin(struct hold *hold, struct lease *lease);
/* All leases that were adopted. */
void hold_adopt(const struct state *state);

/* The lease is about to be forgotten. */
void hold_forget(struct lease *lease);

/* The kernel says so of its link: has somebody opened it, or has the last one
 * closed it?  In the next turn of the loop, what that one has left is put back.
 * link is an answer, as for tamper_judge(). */
void hold_see(struct lease *lease, const struct rtnl_link *link);

#endif
