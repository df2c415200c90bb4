/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fill.c - a fence to the parameters of the eBPF program.  Pure.
 */
#include "link/ebpf/fill.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

_Static_assert(SLOT_ADDRESSES_MAX == FENCE_ADDRESSES_MAX &&
		       SLOT_MACS_MAX == FENCE_MACS_MAX &&
		       SLOT_VLANS_MAX == FENCE_VLANS_MAX,
	       "a fence fits into a slot");
_Static_assert(
	sizeof(struct slot) == 632 && offsetof(struct slot, addresses) == 64,
	"no hole: 8256 of them are 5 MB; and what the verifier of the kernel wants aligned is");

/* Returns how many there are. */
static unsigned int add_addresses(struct slot *slot, const struct fence *fence,
				  int family)
{
	unsigned int first = slot->n_ipv4, n = 0;

	for (size_t i = 0; i < fence->n_addresses; i++) {
		const struct prefix *prefix = &fence->addresses[i];

		if (prefix->family != family)
			continue;
		slot->bits[first + n] = (uint8_t)prefix->length;
		memcpy(slot->addresses[first + n], prefix->b,
		       sizeof(prefix->b));
		n++;
	}
	return n;
}

void slot_fill(struct slot *slot, const struct fence *fence,
	       const struct lladdr *lladdr)
{
	*slot = (struct slot){
		.words = (uint16_t)fence->filters,
		.has_lladdr = lladdr != NULL,
		.hides_addresses = fence->hides_addresses,
		.n_vlans = (uint8_t)fence->n_vlans,
		.n_macs = (uint8_t)fence->n_macs,
		.learns_link_local = fence->link_local ==
				     FENCE_LINK_LOCAL_LEARN,
	};
	if (lladdr)
		memcpy(slot->lladdr, lladdr->b, sizeof(slot->lladdr));
	memcpy(slot->macs, fence->macs, sizeof(slot->macs));
	memcpy(slot->vlans, fence->vlans, sizeof(slot->vlans));
	slot->n_ipv4 = (uint8_t)add_addresses(slot, fence, AF_INET);
	slot->n_ipv6 = (uint8_t)add_addresses(slot, fence, AF_INET6);
}
