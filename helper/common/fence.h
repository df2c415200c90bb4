/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fence.h - what a guest may send and how much, as a value.  policy/ decides
 * it, and link/ builds it.  Directions are the guest's: "out" is what the guest
 * sends.
 */
#ifndef VMTAP_FENCE_H
#define VMTAP_FENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/address/lladdr.h"
#include "common/address/prefix.h"

#define FENCE_ADDRESSES_MAX 16
#define FENCE_MACS_MAX 8
#define FENCE_VLANS_MAX 16
#define FENCE_VLAN_MAX 4094 /* IEEE 802.1Q: 4095 is reserved */

/* What the filter looks at in each frame that the guest sends. */
enum fence_filter {
	FENCE_MAC = 1 << 0, /* source address is the device's */
	FENCE_ARP = 1 << 1, /* sender is the guest's address */
	FENCE_IPV4 = 1 << 2, /* source is the guest's address */
	FENCE_IPV6 = 1 << 3, /* likewise, and the address that it advertises
			      * (ND) */
	FENCE_DHCP_SERVER = 1 << 4, /* no replies of a DHCP server */
	FENCE_RA = 1 << 5, /* no router advertisements, no redirects */
	FENCE_VLAN = 1 << 6, /* no VLAN tags other than those in .vlans */
	FENCE_ETHERTYPE = 1 << 7, /* IPv4, IPv6 and ARP only */
};
/* Which link-local addresses IPV6 lets the guest have. */
enum fence_link_local {
	FENCE_LINK_LOCAL_OWN, /* those made from its hardware addresses */
	FENCE_LINK_LOCAL_LEARN, /* and the first other one that it uses; needs
				 * the eBPF program */
};

#define FENCE_DEFAULT                                                          \
	((unsigned int)(FENCE_MAC | FENCE_DHCP_SERVER | FENCE_RA | FENCE_VLAN))

struct fence {
	unsigned int filters; /* enum fence_filter, or 0 */
	size_t n_addresses; /* the guest's, for ARP, IPV4 and IPV6 */
	struct prefix addresses[FENCE_ADDRESSES_MAX];
	size_t n_macs; /* hardware addresses that the guest has besides that of
			* its device */
	struct lladdr macs[FENCE_MACS_MAX];
	unsigned int vlan; /* the VLAN of untagged frames, on a bridge that
			    * filters VLANs; 0: the bridge's default */
	size_t n_vlans; /* tags that the guest may use, ascending; 0: for
			 * priority only */
	uint16_t vlans[FENCE_VLANS_MAX];
	bool is_isolated; /* bridge: the guest reaches no other isolated port */
	bool has_no_flood; /* bridge: unknown multicast is not flooded to the
			    * guest */
	bool has_no_vnet_hdr; /* bridge: no frame has a virtio-net header, which
			       * could make the kernel write a checksum over
			       * what the filter has read */
	bool needs_ebpf; /* no device without the eBPF program */
	enum fence_link_local link_local;
	bool hides_addresses; /* nobody is told the guest's IP addresses */
	uint64_t rate_in, rate_out; /* bits in a second; 0: no limit */
	uint64_t rate_broadcast; /* out, with multicast; 0: no limit */
};

/* Has the guest an address that moves between stations (VRRP)? */
static inline bool fence_has_virtual(const struct fence *fence)
{
	for (size_t i = 0; i < fence->n_macs; i++)
		if (lladdr_is_virtual(&fence->macs[i]))
			return true;
	return false;
}

#endif
