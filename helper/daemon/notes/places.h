/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * places.h - notes about where a device is: what its bridge or lower device is
 * like (link/place/place.h), and how that changes while the device is there.
 */
#ifndef VMTAP_PLACES_H
#define VMTAP_PLACES_H

#include "common/error.h"
#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

/* Sets state->places. */
int places_start(struct state *state, struct error *err);
void places_stop(struct state *state);

/* An event tells that a link has changed, or is gone: vmtapd's or another one.
 * What may have changed with it is looked at soon. */
void places_note(struct places *places, const struct rtnl_link *link,
		 bool is_gone);

/* The same, about an address of the host's on a link. */
void places_doubt(struct places *places, unsigned int ifindex);

/* After the adoption: look at the places of all devices. */
void places_adopt(const struct state *state);

/* Events were lost: look at all. */
void places_doubt_all(struct places *places);

/* A client asks about the lease: its notes are as of now. */
void places_refresh(struct places *places, struct lease *lease);

#endif
