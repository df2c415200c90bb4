/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * today.h - the fence that today's policy gives a device that exists.
 */
#ifndef VMTAP_TODAY_H
#define VMTAP_TODAY_H

#include "daemon/state.h"

/*
 * client: a peer whose groups are known; NULL: take what is known of the
 * owner's.  Unless client is the owner, its groups do not count.  False: the
 * policy does not grant the device, or the owner's groups are not known.
 */
bool today_fence(const struct state *state, const struct lease *lease,
		 const struct peer *client, struct fence *ret_fence);

/* The mtu that today's policy names for the device; 0: none, or it is not
 * known. */
unsigned int today_mtu(const struct state *state, const struct lease *lease);

/* The address that the filter of the device pins; or NULL. */
const struct lladdr *today_lladdr(const struct lease *lease);

#endif
