/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence-ipv4.h - IPv4: source, DHCP servers, ICMP redirects.  filter-ipv4.c
 * says why each rule is as it is.
 */
#ifndef VMTAP_EBPF_FENCE_IPV4_H
#define VMTAP_EBPF_FENCE_IPV4_H

#include <linux/in.h>

#include "link/ebpf/fence-sum.h"

#define FRAGMENT_OFFSET 0x1fff
#define FRAGMENT_BITS 0x3fff /* and "more fragments" */
#define BOOTP_SERVER 67
#define BOOTP_CLIENT 68
#define ICMP_REDIRECT 5
#define ICMP_ROUTER_ADVERTISEMENT 9 /* RFC 1256 */

struct ipv4 {
	__u8 size; /* and version */
	__u8 service;
	__u16 length, id, fragment;
	__u8 hops, protocol;
	__u16 sum;
	__u32 source, destination;
};

struct ports {
	__u16 from, to;
};

/* Does the frame have n bytes of payload?  Then go there. */
static __always_inline bool to_payload(struct frame *frame,
				       const struct ipv4 *ip, __u32 n)
{
	frame->at += (ip->size & 0xf) * 4u;
	return is_whole(frame, n);
}

/* A client takes what comes to its port from any port, so the client's port as
 * destination marks a server as well as the server's port as source. */
static __always_inline int drop_server(struct frame *frame)
{
	struct ports ports = { 0 };

	read_near(frame, frame->at, &ports);
	return ports.from == bpf_htons(BOOTP_SERVER) ||
			       ports.to == bpf_htons(BOOTP_CLIENT)
		       ? SLOT_DROP_DHCP
		       : PASS;
}

/* A guest joins groups before it has an address (RFC 3376, 4.2.13). */
static __always_inline bool is_report(__u32 type)
{
	switch (type) {
	case 0x12: /* IGMPv1 report */
	case 0x16: /* IGMPv2 report */
	case 0x17: /* IGMP leave */
	case 0x22: /* IGMPv3 report */
		return true;
	}
	return false;
}

/* A guest without an address may send from port 68 to port 67, in one fragment
 * (RFC 2131, 4.1), and may join groups. */
static __always_inline int check_nobody4(struct frame *frame,
					 const struct ipv4 *ip)
{
	struct ports ports = { 0 };

	if ((ip->protocol != IPPROTO_UDP && ip->protocol != IPPROTO_IGMP) ||
	    ip->fragment & bpf_htons(FRAGMENT_BITS))
		return SLOT_DROP_IPV4;
	if (!to_payload(frame, ip, 8))
		return SLOT_DROP_SHAPE;
	if (ip->protocol == IPPROTO_IGMP)
		return is_report(read_u8(frame, frame->at)) ? PASS
							    : SLOT_DROP_IPV4;
	read_near(frame, frame->at, &ports);
	return ports.from == bpf_htons(BOOTP_CLIENT) &&
			       ports.to == bpf_htons(BOOTP_SERVER)
		       ? PASS
		       : SLOT_DROP_IPV4;
}

/*
 * If the kernel is asked to cut a datagram (UFO), it reads no length, and
 * writes offsets from 0 on.  So the first bytes of a later fragment may become
 * ports.
 */
static __always_inline int check_udp4(struct frame *frame,
				      const struct ipv4 *ip)
{
	if (!(ip->fragment & bpf_htons(FRAGMENT_OFFSET)))
		return to_payload(frame, ip, 8) ? drop_server(frame)
						: SLOT_DROP_SHAPE;
	frame->end = frame->skb->len;
	if (!to_payload(frame, ip, 0))
		return SLOT_DROP_SHAPE;
	return is_whole(frame, sizeof(struct ports)) ? drop_server(frame)
						     : PASS;
}

static __always_inline int check_icmp(struct frame *frame,
				      const struct ipv4 *ip)
{
	__u32 type;

	if (ip->fragment & bpf_htons(FRAGMENT_OFFSET))
		return PASS;
	if (!to_payload(frame, ip, 1))
		return SLOT_DROP_SHAPE;
	type = read_u8(frame, frame->at);
	return type == ICMP_REDIRECT || type == ICMP_ROUTER_ADVERTISEMENT
		       ? SLOT_DROP_REDIRECT
		       : PASS;
}

static __always_inline int look_at_ipv4(struct frame *frame)
{
	struct ipv4 ip;

	if (!has(frame, FENCE_IPV4 | FENCE_DHCP_SERVER | FENCE_RA))
		return PASS;
	if (!is_whole(frame, sizeof(ip)) || !read_near(frame, frame->at, &ip) ||
	    ip.size < 0x45 || ip.size > 0x4f)
		return SLOT_DROP_SHAPE;
	end_packet(frame, frame->at, bpf_ntohs(ip.length));
	if (has(frame, FENCE_IPV4) && !is_own_ipv4(frame->slot, ip.source))
		return ip.source == 0 ? check_nobody4(frame, &ip)
				      : SLOT_DROP_IPV4;
	if (has(frame, FENCE_DHCP_SERVER) && ip.protocol == IPPROTO_UDP)
		return check_udp4(frame, &ip);
	if (has(frame, FENCE_RA) && ip.protocol == IPPROTO_ICMP)
		return check_icmp(frame, &ip);
	return PASS;
}

__noinline int check_ipv4(struct __sk_buff *skb, struct slot *slot, __u32 at)
{
	struct frame frame = frame_at(skb, slot, at);

	return slot ? check_sum(&frame, look_at_ipv4(&frame)) : SLOT_DROP_SHAPE;
}

#endif
