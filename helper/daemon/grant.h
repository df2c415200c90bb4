/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grant.h - makes what was decided and hands it over, or undoes it.
 */
#ifndef VMTAP_GRANT_H
#define VMTAP_GRANT_H

#include "daemon/granting.h"
#include "daemon/state.h"

/* Ask the policy about the client, its request, and what is in use now. */
int grant_decide(const struct state *state, struct grant *grant,
		 struct error *err);

/*
 * Choose an address, reserve a lease, make the device, and send it.  Then the
 * lease is live, and the reaper closes vmtapd's copies of the descriptors: a
 * copy may be the last, and its close sleeps.  A failure leaves nothing behind.
 *
 * -EINPROGRESS: the device waits for udev, see device_create().  Then *grant
 * may be moved.  grant_resume() goes on, and may return the same; grant_undo()
 * ends it.
 */
int grant_begin(const struct state *state, struct grant *grant,
		struct error *err);
int grant_resume(const struct state *state, struct grant *grant,
		 struct error *err);
void grant_undo(const struct state *state, struct grant *grant);

/* Decide and choose, and ask the kernel whether it would make the device;
 * nothing changes.  grant->device.mtu is the MTU that the device would have. */
int grant_probe(const struct state *state, struct grant *grant,
		struct error *err);

#endif
