/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mute.h - finds guests that are not heard, because they use another address
 * than their device has, or one that another guest has.
 *
 * The user must tell the VMM the device's address: QEMU's -device has another
 * one by default.  Otherwise the filter drops all that the guest sends.  The
 * kernel only counts the drops and tells nobody, so vmtapd looks at the counter
 * a few times after the grant, and whenever a client asks (show.c).
 */
#ifndef VMTAP_MUTE_H
#define VMTAP_MUTE_H

#include "common/error.h"
#include "daemon/state.h"
#include "link/fence/attach.h"

/* Sets state->mute. */
int mute_start(struct state *state, struct error *err);

/* lease is LIVE, and its fence keeps the guest to an address.  Look at it three
 * times within five minutes. */
void mute_expect(struct mute *mute, struct lease *lease);

/* If the guest sent frames and none has passed, or if its link-local address is
 * dropped, note that, and log it once.  A guest whose address is not known yet is
 * judged after the first look only. */
void mute_judge(const struct state *state, struct lease *lease,
		const struct filter_traffic *traffic);

void mute_stop(struct state *state);

#endif
