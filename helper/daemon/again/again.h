/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * again.h - a device is what was granted: vmtapd compares it with the kernel's
 * state, and sets again what another program of the host changed.
 *
 * That is its bridge, the flags and VLANs of its port there, its rates, and that
 * it is up; filter and addresses have modules of their own (fence/keep.h,
 * event/tamper.h), which again_all() asks as well.  vmtapd looks at a few devices
 * at a time, and then serves requests.
 */
#ifndef VMTAP_AGAIN_H
#define VMTAP_AGAIN_H

#include "common/error.h"
#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

/* The device was granted with that fence, at that bridge (or 0). */
void again_granted(struct lease *lease, const struct fence *fence,
		   unsigned int bridge);

/* After the adoption: find the fences by today's policy.  No look may come before
 * this call: it would set up a device whose fence it does not know. */
void again_adopt(const struct state *state);

/* A program changed the port or the link.  These calls are cheap. */
void again_note(struct lease *lease);
void again_note_rates(struct lease *lease);

/* The kernel has the link like this now: note it if it is not as granted. */
void again_see(struct lease *lease, const struct rtnl_link *link);

/* There may be a bridge again, or it looks at VLANs now. */
void again_bridge(const struct state *state);

/* A bridge has changed: if it begins or ends to look at VLANs, its ports with
 * VLANs are noted. */
void again_filters(const struct state *state, const struct rtnl_link *bridge);

/* Look at all devices, and at all of them: events were lost, or the administrator
 * wants it (SIGHUP). */
void again_all(const struct state *state);

/* Look at the devices that were noted: some at once, and a timer does the
 * rest. */
void again_look(const struct state *state);

/* Sets state->again. */
int again_start(struct state *state, struct error *err);
void again_stop(struct state *state);

#endif
