/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nodes.h - learns from the kernel that nobody holds a macvtap any more.
 *
 * The kernel keeps a macvtap that nobody has open, so vmtapd must delete it.
 * inotify tells when the last copy of a descriptor was closed; a lock on the
 * node tells whether another queue is still held.
 */
#ifndef VMTAP_NODES_H
#define VMTAP_NODES_H

#include "common/error.h"
#include "daemon/state.h"

/* Sets state->nodes. */
int nodes_start(struct state *state, struct error *err);
void nodes_stop(struct state *state);

/* Look at all macvtaps with lease->node.rechecks left, now and again, until it
 * is clear which of them are held. */
void nodes_look(const struct state *state);

#endif
