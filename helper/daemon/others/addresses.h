/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * addresses.h - tells when the host itself gets an IP address on a device of
 * vmtapd's.
 *
 * A guest's card is none of the host's.  A manager of networks that takes it for
 * one (networkd, NetworkManager, dhcpcd) takes the guest's lease by DHCP, or
 * answers for the guest, and may draw the host's default route there.  vmtapd
 * takes no address away: it cannot know why somebody wants it.
 */
#ifndef VMTAP_ADDRESSES_H
#define VMTAP_ADDRESSES_H

#include "daemon/state.h"

/* Sets state->addresses. */
int addresses_start(struct state *state, struct error *err);
/* Tell the addresses that devices have now, and take back what has gone: after
 * adoption, and after a loss of events. */
void addresses_look(const struct state *state);
void addresses_stop(struct state *state);

#endif
