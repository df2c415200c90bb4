/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watch.h - learns from the kernel that a link has changed, or is gone.
 *
 * A TAP goes with its last descriptor, and rtnetlink says so; a MACVTAP goes when
 * it was deleted (nodes.h).
 */
#ifndef VMTAP_WATCH_H
#define VMTAP_WATCH_H

#include "common/error.h"
#include "daemon/state.h"

/* Opens its socket.  Sets state->watch. */
int watch_start(struct state *state, struct error *err);
/* Look at all links that have changed, or were adopted (lease->watch.is_noted). */
void watch_changed(struct watch *watch);
void watch_stop(struct state *state);

#endif
