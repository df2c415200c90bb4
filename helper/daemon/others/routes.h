/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * routes.h - tells when the host's own default route goes through a device of
 * vmtapd's: then the guest gets all that the host sends to the world.  vmtapd
 * takes no route away, as addresses.h says of addresses.
 *
 * vmtapd learns of routes by events only.  A route that was made while vmtapd
 * did not run is not told.
 */
#ifndef VMTAP_ROUTES_H
#define VMTAP_ROUTES_H

#include "daemon/state.h"

/* Sets state->routes. */
int routes_start(struct state *state, struct error *err);
/* The host's address on the device has gone, and the kernel deletes IPv4 routes
 * with it without an event. */
void routes_address_gone(struct lease *lease);
void routes_stop(struct state *state);

#endif
