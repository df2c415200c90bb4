/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-arp.c - ARP: which addresses the sender claims; and RARP, by which a
 * VMM announces a guest.  Offsets are those of Ethernet and IPv4 (RFC 826).
 */
#include "link/filter/filter-part.h"

#include <sys/socket.h>

#define SIZE 28
#define OPERATION_AT (ETH_HLEN + 6)
#define SENDER_HW_AT (ETH_HLEN + 8)
#define SENDER_AT (ETH_HLEN + 14)
#define TARGET_HW_AT (ETH_HLEN + 18)
#define TARGET_AT (ETH_HLEN + 24)

static void check_header(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	filter_need(part, ETH_HLEN + SIZE, "ARP is whole");
	bpf_add(bpf, LDW_IND, ETH_HLEN, "hardware and protocol");
	bpf_if_equal(bpf, 1 << 16 | ETH_P_IP, BPF_NEXT, BPF_DROP,
		     "Ethernet and IPv4");
	bpf_add(bpf, LDH_IND, ETH_HLEN + 4, "sizes of addresses");
	bpf_if_equal(bpf, 0x0604, BPF_NEXT, BPF_DROP, "Ethernet's and IPv4's");
}

static void check_sender(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int probe = bpf_label(bpf), known = bpf_label(bpf);
	unsigned int nobody = bpf_label(bpf);

	bpf_add(bpf, LDH_IND, OPERATION_AT, "operation");
	bpf_if_equal(bpf, 1, probe, BPF_NEXT, "request");
	bpf_if_equal(bpf, 2, known, BPF_DROP, "reply");
	bpf_place(bpf, probe);
	bpf_add(bpf, LDW_IND, SENDER_AT, "the sender");
	bpf_if_equal(bpf, 0, nobody, BPF_NEXT,
		     "nobody, as in a probe (RFC 5227)");
	bpf_place(bpf, known);
	filter_addresses(part, AF_INET, SENDER_AT, BPF_PASS, "ARP's sender");
	bpf_goto(bpf, BPF_DROP, "not one of its addresses");
	/* a station that has begun to probe gives up an address for which
	 * another one probes (RFC 5227, 2.1.1) */
	bpf_place(bpf, nobody);
	filter_addresses(part, AF_INET, TARGET_AT, BPF_PASS,
			 "what a probe is for");
	bpf_goto(bpf, BPF_DROP, "not one of its addresses");
}

void filter_arp(struct filter_part *part)
{
	if (part->has_arp_hwaddr || filter_has(part, FENCE_ARP))
		check_header(part);
	if (part->has_arp_hwaddr)
		filter_own_lladdr(part, SENDER_HW_AT, "ARP's sender");
	if (filter_has(part, FENCE_ARP))
		check_sender(part);
	else
		bpf_goto(&part->bpf, BPF_PASS, "ARP");
}

/*
 * QEMU sends such a request after a migration, so that switches learn where the
 * guest is (net/announce.c): the guest asks about itself, without an IP
 * address.  No guest needs anything else of RARP (RFC 903).
 */
void filter_rarp(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	check_header(part);
	bpf_add(bpf, LDH_IND, OPERATION_AT, "operation");
	bpf_if_equal(bpf, 3, BPF_NEXT, BPF_DROP, "reverse request");
	if (part->lladdr) {
		filter_own_lladdr(part, SENDER_HW_AT, "RARP's sender");
		filter_own_lladdr(part, TARGET_HW_AT, "whom RARP is about");
	}
	bpf_add(bpf, LDW_IND, SENDER_AT, "the sender's IP address");
	bpf_if_equal(bpf, 0, BPF_NEXT, BPF_DROP, "is not told");
	bpf_add(bpf, LDW_IND, TARGET_AT, "the target's IP address");
	bpf_if_equal(bpf, 0, BPF_PASS, BPF_DROP, "is not told");
}
