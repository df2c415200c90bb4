/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter.c - the Ethernet header: destination, source, type.  filter-tag.c
 * checks tags before the type.  filter-arp.c, filter-ipv4.c and filter-ipv6.c
 * continue after it.
 */
#include "link/filter/filter.h"

#include <linux/llc.h>
#include <linux/pkt_cls.h>
#include <string.h>

#include "link/filter/filter-part.h"

#define LLC_SAP_ARP 0x98 /* IEEE's list of LSAPs */

/* ---- destination ------------------------------------------------------ */

/*
 * Bridges talk to each other in the groups 01:80:c2:00:00:0X (IEEE 802.1Q,
 * table 8-1: BPDUs, LACP, EAPOL, LLDP) and 2X (table 10-1: MVRP and its like,
 * by which a switch gives VLANs to a port), and a guest is not a bridge.
 * Cisco's switches have 01:00:0c:cc:cc:cc (VTP, DTP, PAgP) to cf (cd is PVST+,
 * a BPDU in SNAP).
 *
 * Behind a macvtap, a BPDU reaches the switch, which may then shut the host's
 * port.  A bridge without STP forwards it.  And a bridge learns from such
 * frames although the port is locked (br_handle_local_finish() in
 * net/bridge/br_input.c).  So the filter drops them without a key in the
 * policy.
 */
static void check_bridge_groups(struct filter_part *part)
{
	unsigned int ieee = bpf_label(&part->bpf);
	unsigned int other = bpf_label(&part->bpf);

	bpf_add(&part->bpf, LDW_ABS, 0, "the destination");
	bpf_if_equal(&part->bpf, 0x0180c200, ieee, BPF_NEXT,
		     "is a group of the bridge's own");
	bpf_if_equal(&part->bpf, 0x01000ccc, BPF_NEXT, other,
		     "is a group of Cisco's switches");
	bpf_add(&part->bpf, LDH_ABS, 4, "the destination");
	bpf_add(&part->bpf, AND, 0xfffc, "the bits that count");
	bpf_if_equal(&part->bpf, 0xcccc, BPF_DROP, other,
		     "is a group of Cisco's switches");
	bpf_place(&part->bpf, ieee);
	bpf_add(&part->bpf, LDH_ABS, 4, "the destination");
	bpf_add(&part->bpf, AND, 0xffd0, "but for 0X and 2X");
	bpf_if_equal(&part->bpf, 0, BPF_DROP, BPF_NEXT,
		     "is a group of the bridge's own");
	bpf_place(&part->bpf, other);
}

/* ---- source ----------------------------------------------------------- */

/* Even if the guest's address is unknown, the source must be the address of a
 * station. */
static void check_source(struct filter_part *part)
{
	unsigned int good = bpf_label(&part->bpf);

	if (part->lladdr) {
		filter_own_source(part, "the source is the guest's address");
	} else {
		bpf_add(&part->bpf, LDB_ABS, ETH_ALEN, "the source");
		bpf_if_any_of(&part->bpf, 1, BPF_DROP, BPF_NEXT,
			      "is no group's address");
		bpf_add(&part->bpf, LDW_ABS, ETH_ALEN, "the source");
		bpf_if_equal(&part->bpf, 0, BPF_NEXT, good,
			     "has bits that are set");
		bpf_add(&part->bpf, LDH_ABS, ETH_ALEN + 4, "the source");
		bpf_if_equal(&part->bpf, 0, BPF_DROP, BPF_NEXT,
			     "has bits that are set");
	}
	bpf_place(&part->bpf, good);
}

/* ---- type ------------------------------------------------------------- */

/*
 * A value below 0x600 is a length and not a type, and an LLC header follows.
 * It may hide IP, which some receivers unpack (CVE-2021-27862): behind SNAP, or
 * by the SAPs of IP and ARP themselves.  A receiver asks for where to (DSAP)
 * alone (llc_rcv() in net/llc/llc_input.c).
 */
static void check_llc(struct filter_part *part)
{
	bpf_if_at_least(&part->bpf, ETH_P_802_3_MIN, BPF_PASS, BPF_NEXT,
			"another protocol");
	filter_need(part, ETH_HLEN + 2, "the LLC header is whole");
	bpf_add(&part->bpf, LDB_IND, ETH_HLEN, "where to");
	bpf_add(&part->bpf, AND, 0xfe, "but for the group's flag");
	bpf_if_equal(&part->bpf, LLC_SAP_SNAP, BPF_DROP, BPF_NEXT,
		     "SNAP, which could hide IP");
	bpf_if_equal(&part->bpf, LLC_SAP_IP, BPF_DROP, BPF_NEXT,
		     "IP without SNAP");
	bpf_if_equal(&part->bpf, LLC_SAP_ARP, BPF_DROP, BPF_PASS,
		     "ARP without SNAP");
}

/* A is the type.  Parts that have nothing to check are not written. */
static void check_type(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int arp = bpf_label(bpf), ipv4 = bpf_label(bpf);
	unsigned int ipv6 = bpf_label(bpf), rarp = bpf_label(bpf);
	bool has_rarp = filter_has(part, FENCE_ARP | FENCE_ETHERTYPE);

	bpf_if_equal(bpf, ETH_P_IP, ipv4, BPF_NEXT, "IPv4");
	bpf_if_equal(bpf, ETH_P_IPV6, ipv6, BPF_NEXT, "IPv6");
	bpf_if_equal(bpf, ETH_P_ARP, arp, BPF_NEXT, "ARP");
	if (has_rarp)
		bpf_if_equal(bpf, ETH_P_RARP, rarp, BPF_NEXT, "RARP");
	if (filter_has(part, FENCE_ETHERTYPE))
		bpf_goto(bpf, BPF_DROP, "any other type");
	else
		check_llc(part);
	bpf_place(bpf, rarp);
	if (has_rarp)
		filter_rarp(part);
	bpf_place(bpf, arp);
	filter_arp(part);
	bpf_place(bpf, ipv4);
	filter_ipv4(part);
	bpf_place(bpf, ipv6);
	filter_ipv6(part);
}

/* ---- all -------------------------------------------------------------- */

int filter_build(const struct fence *fence, const struct lladdr *lladdr,
		 struct bpf_program *ret_program)
{
	struct filter_part part = {
		.fence = fence,
		.lladdr = lladdr,
		.has_arp_hwaddr = lladdr &&
				  (fence->filters & (FENCE_MAC | FENCE_ARP)),
		.has_nd_hwaddr = lladdr &&
				 (fence->filters & (FENCE_MAC | FENCE_IPV6)),
	};
	bool is_deep =
		part.has_arp_hwaddr ||
		(fence->filters & ~(unsigned int)(FENCE_MAC | FENCE_VLAN));

	if (fence->filters == 0) {
		ret_program->n = 0;
		return 0;
	}
	/* A frame that passes gets "unspecified", so that the kernel goes on to
	 * the next filter. */
	bpf_begin(&part.bpf, (uint32_t)TC_ACT_UNSPEC, TC_ACT_SHOT);
	bpf_add(&part.bpf, LDX_IMM, 0, "the frame begins at 0");
	bpf_add(&part.bpf, LD_LEN, 0, "the Ethernet header");
	bpf_add(&part.bpf, BPF_ST, MEM_END, "the frame's end");
	bpf_if_at_least(&part.bpf, ETH_HLEN, BPF_NEXT, BPF_DROP, "is whole");
	check_bridge_groups(&part);
	if (fence->filters & FENCE_MAC)
		check_source(&part);
	if (fence->filters & FENCE_VLAN)
		filter_tags(&part);
	else if (is_deep)
		filter_skip_tags(&part);
	if (is_deep)
		check_type(&part);
	else if (fence->filters & FENCE_VLAN)
		filter_snap_tag(&part);
	return bpf_finish(&part.bpf, ret_program);
}

/* ---- a program that was read back ------------------------------------- */

/* The first comparison of a program is that of the source, in two parts. */
bool filter_pins(const struct bpf_program *program, const struct lladdr *lladdr)
{
	const uint32_t values[2] = {
		filter_word(lladdr->b),
		(uint32_t)lladdr->b[4] << 8 | lladdr->b[5],
	};
	const struct sock_filter loads[2] = {
		{ .code = LDW_ABS, .k = ETH_ALEN },
		{ .code = LDH_ABS, .k = ETH_ALEN + 4 },
	};
	size_t n = 0;

	for (size_t i = 1; i < program->n && n < 2; i++) {
		const struct sock_filter *load = &program->code[i - 1];
		const struct sock_filter *code = &program->code[i];

		if (load->code == loads[n].code && load->k == loads[n].k &&
		    code->code == (BPF_JMP | BPF_JEQ)) {
			if (code->k != values[n])
				return false;
			n++;
		}
	}
	return n == 2;
}

uint32_t filter_number(const struct bpf_program *program)
{
	const uint8_t *bytes = (const uint8_t *)program->code;
	uint32_t number = 2166136261; /* FNV-1a */

	for (size_t i = 0; i < program->n * sizeof(program->code[0]); i++)
		number = (number ^ bytes[i]) * 16777619;
	return number;
}

bool filter_annotate(struct bpf_program *program,
		     const struct bpf_program *from)
{
	size_t size = program->n * sizeof(program->code[0]);

	if (program->n != from->n ||
	    memcmp(program->code, from->code, size) != 0)
		return false;
	memcpy(program->why, from->why, sizeof(program->why));
	memcpy(program->about, from->about, sizeof(program->about));
	return true;
}
