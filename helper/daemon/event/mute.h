/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mute.h - guests that are not heard, because they use another address than
 * their device's.
 *
 * Whoever holds a macvtap has to tell its VMM the address, and QEMU's -device
 * has another by default.  The filter then drops all that the guest sends, and
 * only a counter shows it.  The kernel tells nobody of a drop: so it is looked
 * at a few times after the grant, and whenever somebody asks (show.c).
 */
#ifndef VMTAP_MUTE_H
#define VMTAP_MUTE_H

#include "common/error.h"
#include "daemon/state.h"
#include "link/fence/attach.h"

/* Sets state->mute. */
int mute_start(struct state *state, struct error *err);

/* It is LIVE, and its filter pins the guest's address: if it is a macvtap, look
 * at it three times within five minutes. */
void mute_expect(struct mute *mute, struct lease *lease);

/* If nothing passed of all that its guest sent, say so, once. */
void mute_judge(struct lease *lease, const struct filter_traffic *traffic);

void mute_stop(struct state *state);

#endif
