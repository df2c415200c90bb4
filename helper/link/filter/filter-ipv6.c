/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-ipv6.c - IPv6: source, the chain of headers, DHCPv6 servers.
 * filter-nd.c continues with neighbour discovery.
 *
 * A frame is dropped if a message could hide behind headers that the filter
 * does not understand (RFC 7113): a chain of more than CHAIN_MAX headers, a
 * header that is not whole, an unknown protocol.  A first fragment that ends
 * before the header at the end of its chain is dropped as well (RFC 7112).
 */
#include "link/filter/filter-part.h"

#include <netinet/in.h>
#include <sys/socket.h>

/* Hop-by-hop, destination, routing, fragment, authentication, destination: all
 * headers of RFC 8200, 4.1, in its order. */
#define CHAIN_MAX 6
#define HEADER_SIZE 40
#define LENGTH_AT (ETH_HLEN + 4) /* of all that follows the header */
#define NEXT_AT (ETH_HLEN + 6)
#define HOPS_AT (ETH_HLEN + 7)
#define SOURCE_AT (ETH_HLEN + 8)
#define OFFSET_BITS 0xfff8 /* of a fragment */
#define DHCPV6_CLIENT 546
#define DHCPV6_SERVER 547

static void set(struct filter_part *part, enum filter_memory memory,
		uint32_t value, const char *why)
{
	bpf_add(&part->bpf, LD_IMM, value, why);
	bpf_add(&part->bpf, BPF_ST, memory, why);
}

static void check_source(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int known = bpf_label(bpf);

	set(part, MEM_UNSPECIFIED, 0, "the source is somebody's");
	filter_own_ipv6(part, SOURCE_AT, known, "the source");
	for (uint32_t i = 0; i < 16; i += 4) {
		bpf_add(bpf, LDW_IND, SOURCE_AT + i, "the source");
		bpf_if_equal(bpf, 0, BPF_NEXT, BPF_DROP,
			     "not one of its addresses, nor ::");
	}
	bpf_add(bpf, LDB_IND, HOPS_AT, "hop limit");
	bpf_add(bpf, ADD, 1, "never 0");
	bpf_add(bpf, BPF_ST, MEM_UNSPECIFIED, "the source is ::");
	bpf_place(bpf, known);
}

/*
 * Pass protocols from which no receiver unpacks UDP or ICMPv6 of this frame.
 * Over IPv4 all others pass as well.  Here a number that is not in this list may
 * be that of a header before another one, and IANA has such headers: HIP (139),
 * Shim6 (140), and those of experiments (253, 254).
 */
static void check_upper(struct filter_part *part)
{
	static const struct {
		uint8_t protocol;
		const char *name;
	} uppers[] = {
		{ IPPROTO_TCP, "TCP" },
		{ IPPROTO_ESP, "ESP, which hides the rest from all" },
		{ IPPROTO_NONE, "nothing more" },
		{ IPPROTO_SCTP, "SCTP" },
		{ IPPROTO_IPIP, "IPv4 in IPv6" },
		{ IPPROTO_IPV6, "IPv6 in IPv6" },
		{ IPPROTO_GRE, "GRE" },
		{ IPPROTO_UDPLITE, "UDP-Lite" },
		{ IPPROTO_DCCP, "DCCP" },
		{ IPPROTO_PIM, "PIM" },
		{ IPPROTO_RSVP, "RSVP" },
		{ 88, "EIGRP" },
		{ 89, "OSPF" },
		{ 97, "EtherIP" },
		{ IPPROTO_COMP, "IPComp, which hides the rest from most" },
		{ 112, "VRRP" },
		{ 113, "PGM" },
		{ 115, "L2TP" },
		{ IPPROTO_MPLS, "MPLS in IPv6" },
		{ 143, "Ethernet" },
	};

	for (size_t i = 0; i < sizeof(uppers) / sizeof(uppers[0]); i++)
		bpf_if_equal(&part->bpf, uppers[i].protocol, BPF_PASS, BPF_NEXT,
			     uppers[i].name);
	bpf_if_equal(&part->bpf, IPPROTO_MH, BPF_NEXT, BPF_DROP,
		     "mobility, or a protocol that nobody has heard of");
	filter_need(part, 8, "mobility's header is whole");
	bpf_add(&part->bpf, LDB_IND, 0, "what follows it");
	bpf_if_equal(&part->bpf, IPPROTO_NONE, BPF_PASS, BPF_DROP,
		     "nothing, yet (RFC 6275, 6.1.1)");
}

/* A is the type of the header at X.  Does another header follow it? */
static void if_extension(struct filter_part *part, unsigned int yes,
			 unsigned int no)
{
	static const struct {
		uint8_t type;
		const char *name;
	} extensions[] = {
		{ IPPROTO_HOPOPTS, "hop-by-hop options" },
		{ IPPROTO_ROUTING, "routing" },
		{ IPPROTO_FRAGMENT, "fragment" },
		{ IPPROTO_DSTOPTS, "destination options" },
		{ IPPROTO_AH, "authentication" },
	};
	size_t n = sizeof(extensions) / sizeof(extensions[0]);

	for (size_t i = 0; i < n; i++)
		bpf_if_equal(&part->bpf, extensions[i].type, yes,
			     i + 1 < n ? BPF_NEXT : no, extensions[i].name);
}

/* Load the size of the header at X into A.  For a fragment that is not the
 * first, go to fragment, since nothing more is known of it. */
static void size_of_extension(struct filter_part *part, unsigned int fragment)
{
	struct bpf *bpf = &part->bpf;
	unsigned int first = bpf_label(bpf), ah = bpf_label(bpf);
	unsigned int other = bpf_label(bpf), sized = bpf_label(bpf);

	bpf_add(bpf, LD_MEM, MEM_TYPE, "the header");
	bpf_if_equal(bpf, IPPROTO_FRAGMENT, first, BPF_NEXT, "fragment");
	bpf_if_equal(bpf, IPPROTO_AH, ah, other, "authentication");
	bpf_place(bpf, first);
	bpf_add(bpf, LDH_IND, 2, "where it belongs");
	bpf_if_any_of(bpf, OFFSET_BITS, fragment, BPF_NEXT, "not at the start");
	set(part, MEM_FRAGMENT, 1, "a fragment");
	bpf_add(bpf, LD_IMM, 8, "its size");
	bpf_goto(bpf, sized, "its size");
	bpf_place(bpf, ah);
	bpf_add(bpf, LDB_IND, 1, "its size, as AH counts it (RFC 4302)");
	bpf_add(bpf, ADD, 2, "its size, in words");
	bpf_add(bpf, LSH, 2, "its size, in bytes");
	bpf_goto(bpf, sized, "its size");
	bpf_place(bpf, other);
	bpf_add(bpf, LDB_IND, 1, "its size");
	bpf_add(bpf, ADD, 1, "its size, in units of 8 bytes");
	bpf_add(bpf, LSH, 3, "its size, in bytes");
	bpf_place(bpf, sized);
}

/* Go from the IPv6 header to what it carries.  X is then at that, and A is its
 * type. */
static void walk(struct filter_part *part, unsigned int upper,
		 unsigned int fragment)
{
	struct bpf *bpf = &part->bpf;

	for (unsigned int i = 0; i < CHAIN_MAX; i++) {
		unsigned int extension = bpf_label(bpf);

		if_extension(part, extension, upper);
		bpf_place(bpf, extension);
		bpf_add(bpf, BPF_ST, MEM_TYPE, "the header");
		filter_need(part, 8, "it is whole");
		bpf_add(bpf, LDB_IND, 0, "what follows it");
		bpf_add(bpf, BPF_ST, MEM_NEXT, "what follows it");
		size_of_extension(part, fragment);
		filter_advance(part, "go on behind it");
		bpf_add(bpf, LD_MEM, MEM_NEXT, "what follows it");
	}
	if_extension(part, BPF_DROP, upper);
}

static void check_udp(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	filter_no_unspecified(part);
	if (!filter_has(part, FENCE_DHCP_SERVER)) {
		bpf_goto(bpf, BPF_PASS, "UDP");
		return;
	}
	filter_need(part, 8, "UDP's header is whole");
	bpf_add(bpf, LDH_IND, 0, "from port");
	bpf_if_equal(bpf, DHCPV6_SERVER, BPF_DROP, BPF_NEXT, "DHCPv6 server");
	bpf_add(bpf, LDH_IND, 2, "to port");
	bpf_if_equal(bpf, DHCPV6_CLIENT, BPF_DROP, BPF_PASS, "DHCPv6 client");
}

static void check_header(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	filter_need(part, ETH_HLEN + HEADER_SIZE, "the IPv6 header is whole");
	bpf_add(bpf, LDB_IND, ETH_HLEN, "version");
	bpf_add(bpf, AND, 0xf0, "version");
	bpf_if_equal(bpf, 0x60, BPF_NEXT, BPF_DROP, "is 6");
	filter_end(part, LENGTH_AT, ETH_HLEN + HEADER_SIZE);
	if (filter_has(part, FENCE_IPV6))
		check_source(part);
	set(part, MEM_FRAGMENT, 0, "no fragment yet");
	bpf_add(bpf, LDB_IND, NEXT_AT, "what follows it");
	bpf_add(bpf, BPF_ST, MEM_NEXT, "what follows it");
	bpf_add(bpf, LD_IMM, ETH_HLEN + HEADER_SIZE, "its size");
	filter_advance(part, "go on behind it");
	bpf_add(bpf, LD_MEM, MEM_NEXT, "what follows it");
}

void filter_ipv6(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int upper = bpf_label(bpf), fragment = bpf_label(bpf);
	unsigned int udp = bpf_label(bpf), icmpv6 = bpf_label(bpf);
	unsigned int other = bpf_label(bpf);

	if (!part->has_nd_hwaddr &&
	    !filter_has(part, FENCE_IPV6 | FENCE_DHCP_SERVER | FENCE_RA)) {
		bpf_goto(bpf, BPF_PASS, "IPv6");
		return;
	}
	check_header(part);
	walk(part, upper, fragment);
	bpf_place(bpf, upper);
	bpf_if_equal(bpf, IPPROTO_ICMPV6, icmpv6, BPF_NEXT, "ICMPv6");
	bpf_if_equal(bpf, IPPROTO_UDP, udp, other, "UDP");
	bpf_place(bpf, other);
	bpf_add(bpf, BPF_ST, MEM_TYPE, "the protocol");
	filter_no_unspecified(part);
	bpf_add(bpf, LD_MEM, MEM_TYPE, "the protocol");
	check_upper(part);
	bpf_place(bpf, fragment);
	filter_no_unspecified(part);
	bpf_goto(bpf, BPF_PASS, "nothing without the first, which is seen");
	bpf_place(bpf, udp);
	check_udp(part);
	bpf_place(bpf, icmpv6);
	filter_icmpv6(part);
}
