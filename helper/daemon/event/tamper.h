/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tamper.h - what the holder of a descriptor did to its device, and what
 * becomes of it: put back, or revoked.  KERNEL.md lists what a holder
 * can do at all.
 */
#ifndef VMTAP_TAMPER_H
#define VMTAP_TAMPER_H

#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

/*
 * In each window of TAMPER_SECONDS a device is put back at most TAMPER_REPAIRS
 * times, and the kernel may tell of at most TAMPER_EVENTS changes of it; whoever
 * causes more has no device.  QEMU changes its queues and offloads some dozen
 * times when a guest starts.
 */
#define TAMPER_SECONDS 10
#define TAMPER_REPAIRS 8
#define TAMPER_EVENTS 1000

/*
 * The kernel told of a change.  Cheap, so that a flood of them is; the link is
 * then to be looked at (lease->watch.is_noted), once for all that came, and so is the
 * entry of a guest whose address the link was given (pinned_renew()).
 */
void tamper_note(const struct state *state, struct lease *lease,
		 const struct rtnl_link *link);

/*
 * What is to be done about a LIVE lease whose link is as told by link now, in
 * an answer to ourselves: an event tells the owner of a TAP as the user namespace
 * of whoever caused it sees that.
 */
void tamper_judge(const struct state *state, struct lease *lease,
		  const struct rtnl_link *link);

#endif
