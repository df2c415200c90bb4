/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watch.h - learns from rtnetlink that a link has changed or is gone.
 *
 * The kernel deletes a TAP with its last descriptor.  A macvtap goes when
 * vmtapd deletes it (nodes.h).
 */
#ifndef VMTAP_WATCH_H
#define VMTAP_WATCH_H

#include "common/error.h"
#include "daemon/state.h"

/* Opens its socket.  Sets state->watch. */
int watch_start(struct state *state, struct error *err);
/* Look at all links that changed or were adopted (lease->watch.is_noted). */
void watch_changed(struct watch *watch);
void watch_stop(struct state *state);

#endif
