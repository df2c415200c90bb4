/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-ipv4.c - IPv4: source, DHCP servers, ICMP redirects.
 *
 * Only the first fragment has the ports, and a receiver cannot use the others
 * without it, but see check_later().  A fragment's offset counts in units of 8
 * bytes, which is the size of UDP's header.  So only a first fragment can
 * overwrite ports that the filter has read.  RFC 1858 and RFC 3128 are about
 * TCP's longer header.
 */
#include "link/filter/filter-part.h"

#include <netinet/in.h>
#include <sys/socket.h>

#define SIZE_AT ETH_HLEN /* version, and size in words */
#define LENGTH_AT (ETH_HLEN + 2) /* of header and payload together */
#define FRAGMENT_AT (ETH_HLEN + 6) /* flags, and offset */
#define OFFSET_BITS 0x1fff
#define FRAGMENT_BITS 0x3fff /* and "more fragments" */
#define PROTOCOL_AT (ETH_HLEN + 9)
#define SOURCE_AT (ETH_HLEN + 12)
#define BOOTP_SERVER 67
#define BOOTP_CLIENT 68

/* Move X by the size of the IPv4 header, so that ETH_HLEN behind X is the
 * payload, and check that the payload has n bytes. */
static void to_payload(struct filter_part *part, uint32_t n)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDB_IND, SIZE_AT, "the header's size");
	bpf_add(bpf, AND, 0xf, "in words");
	bpf_add(bpf, LSH, 2, "in bytes");
	filter_advance(part, "go on behind it, with options and all");
	filter_need(part, ETH_HLEN + n, "its ports or type are there");
}

/* A guest joins groups before it has an address (RFC 3376, 4.2.13), as it does
 * over IPv6.  It is no router, so it asks for no reports. */
static void check_nobodys_groups(struct filter_part *part)
{
	static const struct {
		uint8_t type;
		const char *name;
	} reports[] = {
		{ 0x12, "IGMPv1 report" },
		{ 0x16, "IGMPv2 report" },
		{ 0x17, "IGMP leave" },
		{ 0x22, "IGMPv3 report" },
	};
	const size_t n = sizeof(reports) / sizeof(reports[0]);
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDB_IND, ETH_HLEN, "IGMP's type");
	for (size_t i = 0; i < n; i++)
		bpf_if_equal(bpf, reports[i].type, BPF_PASS,
			     i + 1 < n ? BPF_NEXT : BPF_DROP, reports[i].name);
}

/* A guest without an address may send from port 68 to port 67, in one fragment
 * (RFC 2131, 4.1), and may join groups. */
static void check_nobody(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int known = bpf_label(bpf), udp = bpf_label(bpf);

	bpf_add(bpf, LDB_IND, PROTOCOL_AT, "from nobody");
	bpf_add(bpf, BPF_ST, MEM_TYPE, "the protocol");
	bpf_if_equal(bpf, IPPROTO_UDP, known, BPF_NEXT, "DHCP");
	bpf_if_equal(bpf, IPPROTO_IGMP, known, BPF_DROP, "or IGMP only");
	bpf_place(bpf, known);
	bpf_add(bpf, LDH_IND, FRAGMENT_AT, "from nobody");
	bpf_if_any_of(bpf, FRAGMENT_BITS, BPF_DROP, BPF_NEXT, "a fragment");
	to_payload(part, 8);
	bpf_add(bpf, LD_MEM, MEM_TYPE, "the protocol");
	bpf_if_equal(bpf, IPPROTO_UDP, udp, BPF_NEXT, "UDP");
	check_nobodys_groups(part);
	bpf_place(bpf, udp);
	bpf_add(bpf, LDW_IND, ETH_HLEN, "both ports");
	bpf_if_equal(bpf, BOOTP_CLIENT << 16 | BOOTP_SERVER, BPF_PASS, BPF_DROP,
		     "a DHCP client asks");
}

static void check_source(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int known = bpf_label(bpf);

	filter_addresses(part, AF_INET, SOURCE_AT, known, "the source");
	bpf_add(bpf, LDW_IND, SOURCE_AT, "the source");
	bpf_if_equal(bpf, 0, BPF_NEXT, BPF_DROP, "not one of its addresses");
	check_nobody(part);
	bpf_place(bpf, known);
}

/*
 * A client takes what comes to its port from any port; ISC's checks nothing
 * else.  So the client's port as destination marks a server as well as the
 * server's port as source.
 */
static void drop_server(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDH_IND, ETH_HLEN, "from port");
	bpf_if_equal(bpf, BOOTP_SERVER, BPF_DROP, BPF_NEXT, "DHCP server");
	bpf_add(bpf, LDH_IND, ETH_HLEN + 2, "to port");
	bpf_if_equal(bpf, BOOTP_CLIENT, BPF_DROP, BPF_PASS, "DHCP client");
}

/*
 * The virtio-net header can ask the kernel to cut a UDP datagram into fragments
 * (UFO).  The kernel then writes offsets from 0 on, whatever offset the guest
 * wrote, and a length for each piece (inet_gso_segment()).  It reads no length.
 * So a later fragment may become a first one, and its ports may lie behind the
 * end that it tells.
 *
 * Only the ports tell: what else a server's answer has can come in a later
 * fragment of its own.  Of honest later fragments, 2 in 65536 begin with such
 * bytes.
 */
static void check_later(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LD_LEN, 0, "if the kernel cuts it, it asks for no length");
	bpf_add(bpf, BPF_ST, MEM_END, "the frame's end");
	to_payload(part, 0);
	filter_left(part, "what could become ports");
	bpf_if_at_least(bpf, ETH_HLEN + 4, BPF_NEXT, BPF_PASS, "is there");
	drop_server(part);
}

static void check_udp(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int later = bpf_label(bpf);

	bpf_add(bpf, LDH_IND, FRAGMENT_AT, "fragments");
	bpf_if_any_of(bpf, OFFSET_BITS, later, BPF_NEXT, "not the first");
	to_payload(part, 8);
	drop_server(part);
	bpf_place(bpf, later);
	check_later(part);
}

static void check_icmp(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDH_IND, FRAGMENT_AT, "fragments");
	bpf_if_any_of(bpf, OFFSET_BITS, BPF_PASS, BPF_NEXT,
		      "no type but in the first");
	to_payload(part, 1);
	bpf_add(bpf, LDB_IND, ETH_HLEN, "ICMP's type");
	bpf_if_equal(bpf, 5, BPF_DROP, BPF_NEXT, "redirect");
	bpf_if_equal(bpf, 9, BPF_DROP, BPF_PASS,
		     "router advertisement (RFC 1256)");
}

void filter_ipv4(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int udp = bpf_label(bpf), icmp = bpf_label(bpf);

	if (!filter_has(part, FENCE_IPV4 | FENCE_DHCP_SERVER | FENCE_RA)) {
		bpf_goto(bpf, BPF_PASS, "IPv4");
		return;
	}
	filter_need(part, ETH_HLEN + 20, "the IPv4 header is whole");
	bpf_add(bpf, LDB_IND, SIZE_AT, "version and size");
	bpf_if_at_least(bpf, 0x45, BPF_NEXT, BPF_DROP, "4, and 5 words");
	bpf_if_above(bpf, 0x4f, BPF_DROP, BPF_NEXT, "or more");
	filter_end(part, LENGTH_AT, ETH_HLEN);
	if (filter_has(part, FENCE_IPV4))
		check_source(part);
	bpf_add(bpf, LDB_IND, PROTOCOL_AT, "the protocol");
	if (filter_has(part, FENCE_DHCP_SERVER))
		bpf_if_equal(bpf, IPPROTO_UDP, udp, BPF_NEXT, "UDP");
	if (filter_has(part, FENCE_RA))
		bpf_if_equal(bpf, IPPROTO_ICMP, icmp, BPF_NEXT, "ICMP");
	bpf_goto(bpf, BPF_PASS, "nothing more to look at");
	bpf_place(bpf, udp);
	if (filter_has(part, FENCE_DHCP_SERVER))
		check_udp(part);
	bpf_place(bpf, icmp);
	if (filter_has(part, FENCE_RA))
		check_icmp(part);
}
