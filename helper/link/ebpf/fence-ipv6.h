/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence-ipv6.h - IPv6: source, the chain of headers, DHCPv6 servers.
 * fence-nd.h continues with neighbour discovery.  filter-ipv6.c says why each
 * rule is as it is.
 */
#ifndef VMTAP_EBPF_FENCE_IPV6_H
#define VMTAP_EBPF_FENCE_IPV6_H

#include <linux/in6.h>

#include "link/ebpf/fence-nd.h"
#include "link/ebpf/fence-sum.h"

/* Hop-by-hop, destination, routing, fragment, authentication, destination: all
 * headers of RFC 8200, 4.1, in its order. */
#define CHAIN_MAX 6
#define FRAGMENT6_OFFSET 0xfff8
#define DHCPV6_CLIENT 546
#define DHCPV6_SERVER 547

struct ipv6 {
	__u32 version;
	__u16 length;
	__u8 next, hops;
	struct address source, destination;
};

/* The first bytes of all headers that another one follows. */
struct extension {
	__u8 next, size;
	__u16 where; /* of a fragment */
};

/* A source is the guest's, or "::", which only some messages may have. */
static __always_inline bool check_source6(struct frame *frame,
					  const struct ipv6 *ip)
{
	if (may_use(frame, &ip->source))
		return true;
	frame->unspecified = ip->hops + 1;
	return (ip->source.halves[0] | ip->source.halves[1]) == 0;
}

/* The types are below 64, so that one word has a bit of each. */
#define BIT(type) (1ull << (type))
#define EXTENSIONS                                                             \
	(BIT(IPPROTO_HOPOPTS) | BIT(IPPROTO_ROUTING) | BIT(IPPROTO_FRAGMENT) | \
	 BIT(IPPROTO_DSTOPTS) | BIT(IPPROTO_AH))

static __always_inline bool is_extension(__u32 type)
{
	return type < 64 && EXTENSIONS >> type & 1;
}

/* Protocols from which no receiver unpacks UDP or ICMPv6 of this frame. */
static __always_inline bool is_harmless(__u32 type)
{
	switch (type) {
	case IPPROTO_TCP:
	case IPPROTO_ESP: /* hides the rest from all */
	case IPPROTO_NONE:
	case IPPROTO_SCTP:
	case IPPROTO_IPIP:
	case IPPROTO_IPV6:
	case IPPROTO_GRE:
	case IPPROTO_UDPLITE:
	case IPPROTO_DCCP:
	case IPPROTO_PIM:
	case IPPROTO_RSVP:
	case 88: /* EIGRP */
	case 89: /* OSPF */
	case 97: /* EtherIP */
	case IPPROTO_COMP:
	case 112: /* VRRP */
	case 113: /* PGM */
	case 115: /* L2TP */
	case IPPROTO_MPLS:
	case 143: /* Ethernet */
		return true;
	}
	return false;
}

static __always_inline int check_upper(struct frame *frame, __u32 type)
{
	if (is_nobodys(frame))
		return SLOT_DROP_IPV6;
	if (is_harmless(type))
		return PASS;
	/* nothing follows mobility's header, yet (RFC 6275, 6.1.1) */
	return type == IPPROTO_MH && is_whole(frame, 8) &&
			       read_u8(frame, frame->at) == IPPROTO_NONE
		       ? PASS
		       : SLOT_DROP_SHAPE;
}

static __always_inline int check_udp6(struct frame *frame)
{
	__u32 from, to;

	if (is_nobodys(frame))
		return SLOT_DROP_IPV6;
	if (!has(frame, FENCE_DHCP_SERVER))
		return PASS;
	if (!is_whole(frame, 8))
		return SLOT_DROP_SHAPE;
	from = read_u16(frame, frame->at);
	to = read_u16(frame, frame->at + 2);
	return from == DHCPV6_SERVER || to == DHCPV6_CLIENT ? SLOT_DROP_DHCPV6
							    : PASS;
}

static __always_inline __u32 size_of_extension(__u32 type,
					       const struct extension *header)
{
	if (type == IPPROTO_FRAGMENT)
		return 8;
	if (type == IPPROTO_AH) /* RFC 4302 */
		return (header->size + 2u) * 4;
	return (header->size + 1u) * 8;
}

/* Go behind a header that another one follows.  PASS: a later fragment, of
 * which nothing more is known. */
static __always_inline int skip_extension(struct frame *frame, __u32 *type)
{
	struct extension header = { 0 };

	if (!is_whole(frame, 8))
		return SLOT_DROP_SHAPE;
	read_bytes(frame, frame->at, &header, sizeof(header));
	if (*type == IPPROTO_FRAGMENT) {
		if (header.where & bpf_htons(FRAGMENT6_OFFSET))
			return is_nobodys(frame) ? SLOT_DROP_IPV6 : PASS;
		frame->is_fragment = true;
	}
	if (!advance(frame, size_of_extension(*type, &header)))
		return SLOT_DROP_SHAPE;
	*type = header.next;
	return GO_ON;
}

static __always_inline int check_chain(struct frame *frame, __u32 type)
{
	for (int i = 0; i < CHAIN_MAX; i++) {
		int verdict;

		if (!is_extension(type))
			break;
		verdict = skip_extension(frame, &type);
		if (verdict != GO_ON)
			return verdict;
	}
	if (is_extension(type))
		return SLOT_DROP_SHAPE;
	if (type == IPPROTO_ICMPV6)
		return check_icmpv6(frame);
	return type == IPPROTO_UDP ? check_udp6(frame)
				   : check_upper(frame, type);
}

/*
 * header: what follows IPv6's own, and frame.unspecified << 8.  This is a
 * function that the verifier looks at once: without it, each way to here counts
 * for each way through the chain.
 */
__noinline int check_payload6(struct __sk_buff *skb, struct slot *slot,
			      __u32 at, __u32 end, __u32 header)
{
	struct frame frame = frame_at(skb, slot, at);

	if (!slot)
		return SLOT_DROP_SHAPE;
	frame.end = end;
	frame.unspecified = (__u16)(header >> 8);
	return check_sum(&frame, check_chain(&frame, header & 0xff));
}

static __always_inline int check_header6(struct frame *frame, struct ipv6 *ip)
{
	if (!is_whole(frame, sizeof(*ip)) || !read_near(frame, frame->at, ip) ||
	    (ip->version & bpf_htonl(0xf0000000)) != bpf_htonl(0x60000000))
		return SLOT_DROP_SHAPE;
	frame->at += sizeof(*ip);
	end_packet(frame, frame->at, bpf_ntohs(ip->length));
	if (has(frame, FENCE_IPV6) && !check_source6(frame, ip))
		return SLOT_DROP_IPV6;
	return GO_ON;
}

__noinline int check_ipv6(struct __sk_buff *skb, struct slot *slot, __u32 at)
{
	struct frame frame = frame_at(skb, slot, at);
	struct ipv6 ip;
	int verdict;

	if (!slot)
		return SLOT_DROP_SHAPE;
	if (!pins(&frame, FENCE_MAC) &&
	    !has(&frame, FENCE_IPV6 | FENCE_DHCP_SERVER | FENCE_RA))
		return check_sum(&frame, PASS);
	verdict = check_header6(&frame, &ip);
	if (verdict != GO_ON)
		return verdict;
	return check_payload6(skb, slot, frame.at, frame.end,
			      ip.next | (__u32)frame.unspecified << 8);
}

#endif
