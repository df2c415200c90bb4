/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * events.h - starts all that listens to the kernel, and adopts leases.
 */
#ifndef VMTAP_EVENTS_H
#define VMTAP_EVENTS_H

#include "common/error.h"
#include "daemon/state.h"

/*
 * Start the listeners, then adopt, then look at what was adopted.  In this
 * order no change is missed.
 */
int events_start(struct state *state, struct error *err);
/* lease is LIVE.  bridge: the number of its bridge, or 0; fence: what was
 * granted. */
void events_expect(const struct state *state, struct lease *lease,
		   unsigned int bridge, const struct fence *fence);

void events_stop(struct state *state);

#endif
