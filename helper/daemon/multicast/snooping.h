/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * snooping.h - keeps bridges snooping: a guest that joins multicast groups
 * without end loses its device.
 *
 * If a bridge has no room for another group, it gives up snooping, for all its
 * ports and for good (br_multicast_new_group() in net/bridge/br_multicast.c),
 * and announces that to nobody.  vmtapd counts the groups that are joined, lists
 * them when they may be many, and ends the device of a guest that is beyond its
 * user's share (share.h).  If the guest was faster, vmtapd also lets the bridge
 * snoop again, once there is room.
 */
#ifndef VMTAP_SNOOPING_H
#define VMTAP_SNOOPING_H

#include "common/error.h"
#include "daemon/state.h"

/* Sets state->snooping. */
int snooping_start(struct state *state, struct error *err);

/* A device is or will be on this bridge. */
void snooping_expect(struct snooping *snooping, unsigned int bridge);

/* Leases were adopted: look at their bridges. */
void snooping_look(const struct state *state);

void snooping_stop(struct state *state);

#endif
