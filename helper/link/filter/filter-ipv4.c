/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-ipv4.c - IPv4: source, DHCP's server, ICMP's redirects.
 *
 * Only the first fragment has the ports; without it the others come to
 * nothing.  A fragment's offset counts in units of 8 bytes, the size of UDP's
 * header, so none but a first one can be laid over ports that were looked at
 * (RFC 1858, RFC 3128 tell of TCP's longer header).
 */
#include "link/filter/filter-part.h"

#include <netinet/in.h>
#include <sys/socket.h>

#define SIZE_AT ETH_HLEN /* version, and size in words */
#define LENGTH_AT (ETH_HLEN + 2) /* of header and payload */
#define FRAGMENT_AT (ETH_HLEN + 6) /* flags, and offset */
#define OFFSET_BITS 0x1fff
#define FRAGMENT_BITS 0x3fff /* and "more fragments" */
#define PROTOCOL_AT (ETH_HLEN + 9)
#define SOURCE_AT (ETH_HLEN + 12)
#define BOOTP_SERVER 67
#define BOOTP_CLIENT 68

/* X to where the payload is as behind an Ethernet header, with n bytes of it:
 * X += size of the IPv4 header. */
static void to_payload(struct filter_part *part, uint32_t n)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDB_IND, SIZE_AT, "the header's size");
	bpf_add(bpf, AND, 0xf, "in words");
	bpf_add(bpf, LSH, 2, "in bytes");
	filter_advance(part, "go on behind it, with options and all");
	filter_need(part, ETH_HLEN + n, "its ports or type are there");
}

/* RFC 2131, 4.1: from 68 to 67, as nobody, and short. */
static void check_nobody(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDB_IND, PROTOCOL_AT, "from nobody");
	bpf_if(bpf, BPF_JEQ, IPPROTO_UDP, BPF_NEXT, BPF_DROP,
	       "only DHCP, which is UDP");
	bpf_add(bpf, LDH_IND, FRAGMENT_AT, "from nobody");
	bpf_if(bpf, BPF_JSET, FRAGMENT_BITS, BPF_DROP, BPF_NEXT, "a fragment");
	to_payload(part, 8);
	bpf_add(bpf, LDW_IND, ETH_HLEN, "both ports");
	bpf_if(bpf, BPF_JEQ, BOOTP_CLIENT << 16 | BOOTP_SERVER, BPF_PASS,
	       BPF_DROP, "a DHCP client asks");
}

static void check_source(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int known = bpf_label(bpf);

	filter_addresses(part, AF_INET, SOURCE_AT, known, "the source");
	bpf_add(bpf, LDW_IND, SOURCE_AT, "the source");
	bpf_if(bpf, BPF_JEQ, 0, BPF_NEXT, BPF_DROP, "not one of its addresses");
	check_nobody(part);
	bpf_place(bpf, known);
}

/*
 * A client takes what comes to its port, wherever from (ISC's looks at nothing
 * else), so that is the server's mark as well as the port it sends from.
 */
static void check_udp(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDH_IND, FRAGMENT_AT, "fragments");
	bpf_if(bpf, BPF_JSET, OFFSET_BITS, BPF_PASS, BPF_NEXT,
	       "no ports but in the first");
	to_payload(part, 8);
	bpf_add(bpf, LDH_IND, ETH_HLEN, "from port");
	bpf_if(bpf, BPF_JEQ, BOOTP_SERVER, BPF_DROP, BPF_NEXT, "DHCP server");
	bpf_add(bpf, LDH_IND, ETH_HLEN + 2, "to port");
	bpf_if(bpf, BPF_JEQ, BOOTP_CLIENT, BPF_DROP, BPF_PASS, "DHCP client");
}

static void check_icmp(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LDH_IND, FRAGMENT_AT, "fragments");
	bpf_if(bpf, BPF_JSET, OFFSET_BITS, BPF_PASS, BPF_NEXT,
	       "no type but in the first");
	to_payload(part, 1);
	bpf_add(bpf, LDB_IND, ETH_HLEN, "ICMP's type");
	bpf_if(bpf, BPF_JEQ, 5, BPF_DROP, BPF_NEXT, "redirect");
	bpf_if(bpf, BPF_JEQ, 9, BPF_DROP, BPF_PASS,
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
	bpf_if(bpf, BPF_JGE, 0x45, BPF_NEXT, BPF_DROP, "4, and 5 words");
	bpf_if(bpf, BPF_JGT, 0x4f, BPF_DROP, BPF_NEXT, "or more");
	filter_end(part, LENGTH_AT, ETH_HLEN);
	if (filter_has(part, FENCE_IPV4))
		check_source(part);
	bpf_add(bpf, LDB_IND, PROTOCOL_AT, "the protocol");
	if (filter_has(part, FENCE_DHCP_SERVER))
		bpf_if(bpf, BPF_JEQ, IPPROTO_UDP, udp, BPF_NEXT, "UDP");
	if (filter_has(part, FENCE_RA))
		bpf_if(bpf, BPF_JEQ, IPPROTO_ICMP, icmp, BPF_NEXT, "ICMP");
	bpf_goto(bpf, BPF_PASS, "nothing more to look at");
	bpf_place(bpf, udp);
	if (filter_has(part, FENCE_DHCP_SERVER))
		check_udp(part);
	bpf_place(bpf, icmp);
	if (filter_has(part, FENCE_RA))
		check_icmp(part);
}
