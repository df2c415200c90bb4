/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * within.h - what is true of each fence that a policy makes; for the tests of
 * policy/ and their fuzz target.
 */
#ifndef VMTAP_UNIT_WITHIN_H
#define VMTAP_UNIT_WITHIN_H

#include <sys/socket.h>

#include "common/fence.h"

static inline bool is_rate_within(uint64_t outer, uint64_t rate)
{
	return outer == 0 || (rate > 0 && rate <= outer);
}

/* Does the network have addresses of that family, but not this one? */
static inline bool is_address_outside(const struct fence *outer,
				      const struct prefix *address)
{
	bool is_limited = false;

	for (size_t i = 0; i < outer->n_addresses; i++) {
		if (prefix_contains(&outer->addresses[i], address))
			return false;
		is_limited |= outer->addresses[i].family == address->family;
	}
	return is_limited;
}

/* Ascending, without that of untagged frames, and all among outer's. */
static inline bool are_vlans_within(const struct fence *outer,
				    const struct fence *fence)
{
	size_t found = 0;

	for (size_t i = 0; i < fence->n_vlans; i++) {
		if (fence->vlans[i] > FENCE_VLAN_MAX ||
		    (fence->vlan > 0 && fence->vlans[i] == fence->vlan) ||
		    (fence->vlans[i] == 0 && !(fence->filters & FENCE_VLAN)) ||
		    (i > 0 && fence->vlans[i - 1] >= fence->vlans[i]))
			return false;
		for (size_t j = 0; j < outer->n_vlans; j++)
			found += outer->vlans[j] == fence->vlans[i];
	}
	return outer->n_vlans == 0 || found == fence->n_vlans;
}

/* Does a guest with this fence get no more than the network's outer one
 * permits, and has it an address if the filter requires one? */
static inline bool is_fence_within(const struct fence *outer,
				   const struct fence *fence)
{
	bool has_ipv4 = false;

	for (size_t i = 0; i < fence->n_addresses; i++) {
		has_ipv4 |= fence->addresses[i].family == AF_INET;
		if (is_address_outside(outer, &fence->addresses[i]))
			return false;
	}
	if (fence->n_macs > FENCE_MACS_MAX ||
	    (fence->n_macs > 0 &&
	     !(fence->filters & (FENCE_MAC | FENCE_ARP | FENCE_IPV6))))
		return false;
	return fence->filters == outer->filters &&
	       fence->is_isolated == outer->is_isolated &&
	       fence->has_no_flood == outer->has_no_flood &&
	       fence->link_local == outer->link_local &&
	       fence->hides_addresses == outer->hides_addresses &&
	       (has_ipv4 || !(fence->filters & (FENCE_ARP | FENCE_IPV4))) &&
	       are_vlans_within(outer, fence) &&
	       is_rate_within(outer->rate_in, fence->rate_in) &&
	       is_rate_within(outer->rate_out, fence->rate_out) &&
	       is_rate_within(outer->rate_broadcast, fence->rate_broadcast);
}

#endif
