/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grant.h - what was decided is made and handed over, or undone.
 */
#ifndef VMTAP_GRANT_H
#define VMTAP_GRANT_H

#include "daemon/granting.h"
#include "daemon/state.h"

/* Who asks and what for, against the policy and what is in use now. */
int grant_decide(const struct state *state, struct grant *grant,
		 struct error *err);

/*
 * Choose an address, reserve, make, hand over; then the lease is live, and our own
 * copies of the descriptors go (by the reaper: ours may be the last, and that
 * close sleeps).  On failure nothing is left.
 *
 * -EINPROGRESS: it waits for udev, see device_create().  Then *grant can be moved,
 * and goes on with grant_resume(), which may return the same; or it is undone.
 */
int grant_begin(const struct state *state, struct grant *grant,
		struct error *err);
int grant_resume(const struct state *state, struct grant *grant,
		 struct error *err);
void grant_undo(const struct state *state, struct grant *grant);

/* Decide and choose, and ask the kernel whether it would take the device: nothing
 * changes.  grant->device.mtu is what the device would have. */
int grant_probe(const struct state *state, struct grant *grant,
		struct error *err);

#endif
