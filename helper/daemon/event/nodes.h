/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nodes.h - learns from the kernel that nobody holds a macvtap any more.
 *
 * A MACVTAP stays when nobody has it open: inotify says that a copy of its node was
 * the last of an open file, a lock whether another queue is still held, and then it
 * is ours to delete.
 */
#ifndef VMTAP_NODES_H
#define VMTAP_NODES_H

#include "common/error.h"
#include "daemon/state.h"

/* Sets state->nodes. */
int nodes_start(struct state *state, struct error *err);
void nodes_stop(struct state *state);

/* Look at all macvtaps that are to be looked at (lease->node.rechecks), now and
 * until it is clear which are held. */
void nodes_look(const struct state *state);

#endif
