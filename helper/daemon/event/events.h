/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * events.h - all that listens to the kernel, and the leases that are there already.
 */
#ifndef VMTAP_EVENTS_H
#define VMTAP_EVENTS_H

#include "common/error.h"
#include "daemon/state.h"

/*
 * First the listeners, then adoption, then a look at what was adopted: so nothing
 * falls in between.
 */
int events_start(struct state *state, struct error *err);
void events_stop(struct state *state);

#endif
