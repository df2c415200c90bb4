/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * keep.h - each device keeps its filter: vmtapd sets the program of adopted
 * devices anew, and sets again what another process took away.
 */
#ifndef VMTAP_KEEP_H
#define VMTAP_KEEP_H

#include "daemon/state.h"

/* In each window of KEEP_SECONDS vmtapd sets the filter of a device again at most
 * KEEP_REPAIRS times.  A lease with more is revoked: the device would be open
 * each time. */
#define KEEP_SECONDS 10
#define KEEP_REPAIRS 8

/*
 * Replace the filter of each adopted device by the program that this vmtapd has
 * loaded, with what today's policy says.  At each moment the device has one of
 * the two.  A device stays as it is if the policy does not grant it any more, or
 * does not know its owner's groups.
 */
void keep_adopted(const struct state *state);

/* A process other than vmtapd changed filters of the device.  This call is
 * cheap. */
void keep_note(struct lease *lease);

/* Look at the device, if it was noted. */
void keep_settle(const struct state *state, struct lease *lease);

/* The same for all devices. */
void keep_look(const struct state *state);

/* The kernel dropped events: note all devices, and free what links that are gone
 * had. */
void keep_doubt(const struct state *state);

/* The link is gone. */
void keep_gone(const struct state *state, unsigned int ifindex);

#endif
