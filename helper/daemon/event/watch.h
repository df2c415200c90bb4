/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watch.h - learns from the kernel that a device has changed, or that its
 * time is over.
 *
 * A TAP goes with its last descriptor, and rtnetlink says so.  A MACVTAP stays
 * when nobody has it open: inotify says that a copy of its node was the last of
 * an open file, a lock whether another queue is still held, and then it is ours
 * to delete.
 */
#ifndef VMTAP_WATCH_H
#define VMTAP_WATCH_H

#include "common/error.h"
#include "daemon/state.h"

/* Opens its sockets.  Sets state->watch. */
int watch_start(struct state *state, struct error *err);
/* Look at all links that have changed, or were adopted (lease->watch.is_noted). */
void watch_changed(struct watch *watch);
/* Look at all macvtaps that are to be looked at (lease->node.rechecks), now and until
 * it is clear who is held. */
void watch_look(struct watch *watch);

void watch_stop(struct state *state);

#endif
