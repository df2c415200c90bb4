/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tamper.h - a holder changed its device: vmtapd puts the change back, or
 * revokes the lease.  The table of what a holder can do is in KERNEL.md.
 */
#ifndef VMTAP_TAMPER_H
#define VMTAP_TAMPER_H

#include <stdbool.h>

#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

/*
 * In each window of TAMPER_SECONDS vmtapd repairs a device at most
 * TAMPER_REPAIRS times, and the kernel may announce at most TAMPER_EVENTS
 * changes of it.  A lease with more is revoked.  QEMU changes queues and
 * offloads some dozen times when a guest starts.
 */
#define TAMPER_SECONDS 10
#define TAMPER_REPAIRS 8
#define TAMPER_EVENTS 1000
/* So long after the grant, on-tamper = revoke is as restore. */
#define TAMPER_NEW_MS 1000

/*
 * The kernel announced a change.  This call is cheap, for there may be a flood
 * of them.  After all of them the link is looked at once
 * (lease->watch.is_noted), and if it has taken the address of another guest,
 * that guest's entry is set again (pinned_renew()).
 */
void tamper_note(const struct state *state, struct lease *lease,
		 const struct rtnl_link *link);

/* Is all of the link as the lease says?  link is an answer, as for
 * tamper_judge(). */
bool tamper_is_as_granted(const struct lease *lease,
			  const struct rtnl_link *link);

/* Is a TAP its user's if it is held by name, and else nobody's? */
bool tamper_is_owned(const struct facts *facts, const struct rtnl_link *link);

/* The holder took an address that an entry of the bridge had, which was set:
 * the next look revokes the lease, whatever the address is by then. */
void tamper_took_entry(struct lease *lease);

/*
 * Decide about a LIVE lease whose link is now as link says, and act.  link must
 * come from an answer to vmtapd, not from an event: an event shows the owner of
 * a TAP as the user namespace of the process that caused it sees it.
 */
void tamper_judge(const struct state *state, struct lease *lease,
		  const struct rtnl_link *link);

#endif
