/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence-arp.h - ARP: which addresses the sender claims; and RARP, by which a
 * VMM announces a guest.  See filter-arp.c.
 */
#ifndef VMTAP_EBPF_FENCE_ARP_H
#define VMTAP_EBPF_FENCE_ARP_H

#include "link/ebpf/frame.h"

/* Of Ethernet and IPv4 (RFC 826).  IP addresses lie on odd words. */
struct arp {
	__u16 hardware, protocol, sizes, operation;
	__u16 sender_hw[3], sender[2];
	__u16 target_hw[3], target[2];
};

enum { ARP_REQUEST = 1, ARP_REPLY, RARP_REQUEST };

static __always_inline __u32 arp_address(const __u16 half[2])
{
	return bpf_htonl((__u32)bpf_ntohs(half[0]) << 16 | bpf_ntohs(half[1]));
}

static __always_inline bool read_arp(struct frame *frame, struct arp *arp)
{
	return is_whole(frame, sizeof(*arp)) &&
	       read_bytes(frame, frame->at, arp, sizeof(*arp)) &&
	       arp->hardware == bpf_htons(1) &&
	       arp->protocol == bpf_htons(ETH_P_IP) &&
	       arp->sizes == bpf_htons(0x0604);
}

/*
 * A probe (RFC 5227) is from nobody.  A station that has begun to probe gives
 * up an address for which another one probes (2.1.1), so what a probe is for
 * must be the guest's.
 */
static __always_inline int check_arp_sender(const struct frame *frame,
					    const struct arp *arp)
{
	__u32 operation = bpf_ntohs(arp->operation);
	__u32 address = arp_address(arp->sender);

	if (operation != ARP_REQUEST && operation != ARP_REPLY)
		return SLOT_DROP_ARP;
	if (operation == ARP_REQUEST && address == 0)
		address = arp_address(arp->target);
	return is_own_ipv4(frame->slot, address) ? PASS : SLOT_DROP_ARP;
}

static __always_inline int check_arp(struct frame *frame)
{
	bool has_hwaddr = pins(frame, FENCE_MAC | FENCE_ARP);
	struct arp arp;

	if (!has_hwaddr && !has(frame, FENCE_ARP))
		return PASS;
	if (!read_arp(frame, &arp))
		return SLOT_DROP_SHAPE;
	if (has_hwaddr && !is_own_lladdr(frame, arp.sender_hw))
		return SLOT_DROP_ARP;
	return has(frame, FENCE_ARP) ? check_arp_sender(frame, &arp) : PASS;
}

/* QEMU sends such a request after a migration: the guest asks about itself,
 * without an IP address. */
static __always_inline int check_rarp(struct frame *frame)
{
	struct arp arp;

	if (!read_arp(frame, &arp))
		return SLOT_DROP_SHAPE;
	if (arp.operation != bpf_htons(RARP_REQUEST))
		return SLOT_DROP_ARP;
	if (frame->slot->has_lladdr && (!is_own_lladdr(frame, arp.sender_hw) ||
					!is_own_lladdr(frame, arp.target_hw)))
		return SLOT_DROP_ARP;
	return arp_address(arp.sender) == 0 && arp_address(arp.target) == 0
		       ? PASS
		       : SLOT_DROP_ARP;
}

#endif
