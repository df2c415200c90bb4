/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-nd.c - ICMPv6: neighbour discovery (RFC 4861), and what may be sent
 * from "::".  X is at the first byte of ICMPv6.
 */
#include "link/filter/filter-part.h"

#include <netinet/icmp6.h>
#include <sys/socket.h>

#define MLDV2_REPORT 143
#define TARGET_AT 8 /* of solicitation and advertisement */
#define TARGET_SIZE 24 /* of the two, without options */
#define OPTION_SOURCE 1 /* link-layer address */
#define OPTION_TARGET 2
#define OPTIONS_MAX 3 /* address, nonce, and one more */

/*
 * fe80::/64 with the interface identifier made from the hardware address (RFC
 * 4291, appendix A).  Any identifier passes if lladdr is NULL.
 */
static void if_link_local(struct filter_part *part, const struct lladdr *l,
			  uint32_t at, unsigned int yes, const char *why)
{
	struct bpf *bpf = &part->bpf;
	unsigned int no = bpf_label(bpf);
	uint32_t words[4] = { 0xfe800000, 0 };
	size_t n = 2;

	if (l) {
		words[2] = (uint32_t)(l->b[0] ^ 2) << 24 |
			   (uint32_t)l->b[1] << 16 | (uint32_t)l->b[2] << 8 |
			   0xff;
		words[3] = 0xfe000000 | (uint32_t)l->b[3] << 16 |
			   (uint32_t)l->b[4] << 8 | l->b[5];
		n = 4;
	}
	for (size_t i = 0; i < n; i++) {
		bpf_add(bpf, LDW_IND, at + (uint32_t)(4 * i), why);
		bpf_if_equal(bpf, words[i], i + 1 < n ? BPF_NEXT : yes, no,
			     "is its own link-local");
	}
	bpf_place(bpf, no);
}

/* That of any hardware address of the guest's is its own. */
static void own_link_local(struct filter_part *part, uint32_t at,
			   unsigned int yes, const char *why)
{
	const struct fence *fence = part->fence;

	if_link_local(part, part->lladdr, at, yes, why);
	for (size_t i = 0; part->lladdr && i < fence->n_macs; i++)
		if_link_local(part, &fence->macs[i], at, yes, why);
}

void filter_own_ipv6(struct filter_part *part, uint32_t at, unsigned int yes,
		     const char *why)
{
	filter_addresses(part, AF_INET6, at, yes, why);
	own_link_local(part, at, yes, why);
}

/* Drop the frame unless the target is one of the guest's addresses. */
static void check_target(struct filter_part *part)
{
	unsigned int known = bpf_label(&part->bpf);

	filter_own_ipv6(part, TARGET_AT, known, "the target");
	bpf_goto(&part->bpf, BPF_DROP, "not one of its addresses");
	bpf_place(&part->bpf, known);
}

/* X is at the first option.  Drop the frame unless the addresses in options are
 * the guest's. */
static void check_options(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;

	for (unsigned int i = 0; i < OPTIONS_MAX; i++) {
		unsigned int lladdr = bpf_label(bpf), skip = bpf_label(bpf);

		filter_left(part, "options");
		bpf_if_equal(bpf, 0, BPF_PASS, BPF_NEXT, "no more");
		bpf_if_at_least(bpf, 8, BPF_NEXT, BPF_DROP, "it is whole");
		bpf_add(bpf, LDB_IND, 0, "the option");
		bpf_if_equal(bpf, OPTION_SOURCE, lladdr, BPF_NEXT,
			     "source's link-layer address");
		bpf_if_equal(bpf, OPTION_TARGET, lladdr, skip,
			     "target's link-layer address");
		bpf_place(bpf, lladdr);
		filter_own_lladdr(part, 2, "is the guest's");
		bpf_place(bpf, skip);
		bpf_add(bpf, LDB_IND, 1, "the option's size");
		bpf_if_equal(bpf, 0, BPF_DROP, BPF_NEXT, "never ends");
		bpf_add(bpf, LSH, 3, "in bytes");
		filter_advance(part, "go on behind it");
	}
	filter_left(part, "options");
	bpf_if_equal(bpf, 0, BPF_PASS, BPF_DROP, "no more");
}

/* Go to the options, behind a message of that size.  Pass if the filter does
 * not check options. */
static void to_options(struct filter_part *part, uint32_t size,
		       unsigned int options)
{
	if (options != BPF_PASS) {
		bpf_add(&part->bpf, LD_IMM, size,
			"the message without options");
		filter_advance(part, "go on behind it");
	}
	bpf_goto(&part->bpf, options, "options");
}

/* Drop neighbour discovery in fragments, which no check can see (RFC 6980). */
static void check_fragment(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int whole = bpf_label(bpf), other = bpf_label(bpf);

	bpf_add(bpf, LD_MEM, MEM_FRAGMENT, "a fragment");
	bpf_if_equal(bpf, 0, whole, BPF_NEXT, "it is not");
	bpf_add(bpf, LD_MEM, MEM_TYPE, "ICMPv6's type");
	bpf_if_above(bpf, ND_REDIRECT, other, BPF_NEXT, "a fragment");
	bpf_if_at_least(bpf, ND_ROUTER_SOLICIT, BPF_DROP, other,
			"of neighbour discovery");
	bpf_place(bpf, other);
	filter_no_unspecified(part);
	bpf_goto(bpf, BPF_PASS, "a fragment of something else");
	bpf_place(bpf, whole);
}

/* A guest without an address asks whether a future address is free (RFC 4862),
 * and joins groups before it has an address (RFC 3590, RFC 3810). */
static void check_nobody(struct filter_part *part, unsigned int rs,
			 unsigned int target)
{
	struct bpf *bpf = &part->bpf;
	unsigned int somebody = bpf_label(bpf), dad = bpf_label(bpf);

	if (!filter_has(part, FENCE_IPV6))
		return;
	bpf_add(bpf, LD_MEM, MEM_UNSPECIFIED, "the source");
	bpf_if_equal(bpf, 0, somebody, BPF_NEXT, "is somebody");
	bpf_add(bpf, LD_MEM, MEM_TYPE, "ICMPv6's type");
	bpf_if_equal(bpf, MLDV2_REPORT, BPF_PASS, BPF_NEXT, "MLDv2 report");
	bpf_if_equal(bpf, MLD_LISTENER_REPORT, BPF_PASS, BPF_NEXT,
		     "MLD report");
	bpf_if_equal(bpf, MLD_LISTENER_REDUCTION, BPF_PASS, BPF_NEXT,
		     "MLD done");
	bpf_if_equal(bpf, ND_ROUTER_SOLICIT, rs, BPF_NEXT,
		     "router solicitation");
	bpf_if_equal(bpf, ND_NEIGHBOR_SOLICIT, dad, BPF_DROP,
		     "neighbour solicitation");
	bpf_place(bpf, dad);
	bpf_add(bpf, LD_MEM, MEM_UNSPECIFIED, "hop limit and 1");
	bpf_if_equal(bpf, 256, target, BPF_DROP, "255");
	bpf_place(bpf, somebody);
}

static void check_type(struct filter_part *part, unsigned int rs,
		       unsigned int ra, unsigned int ns, unsigned int na)
{
	struct bpf *bpf = &part->bpf;

	bpf_add(bpf, LD_MEM, MEM_TYPE, "ICMPv6's type");
	if (filter_has(part, FENCE_RA)) {
		bpf_if_equal(bpf, ND_ROUTER_ADVERT, BPF_DROP, BPF_NEXT,
			     "router advertisement");
		bpf_if_equal(bpf, ND_REDIRECT, BPF_DROP, BPF_NEXT, "redirect");
	} else {
		bpf_if_equal(bpf, ND_ROUTER_ADVERT, ra, BPF_NEXT,
			     "router advertisement");
	}
	bpf_if_equal(bpf, ND_ROUTER_SOLICIT, rs, BPF_NEXT,
		     "router solicitation");
	bpf_if_equal(bpf, ND_NEIGHBOR_SOLICIT, ns, BPF_NEXT,
		     "neighbour solicitation");
	bpf_if_equal(bpf, ND_NEIGHBOR_ADVERT, na, BPF_PASS,
		     "neighbour advertisement");
}

void filter_icmpv6(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int rs = bpf_label(bpf), ra = bpf_label(bpf);
	unsigned int na = bpf_label(bpf), ns = bpf_label(bpf);
	unsigned int options = part->has_nd_hwaddr ? bpf_label(bpf) : BPF_PASS;

	filter_need(part, 4, "ICMPv6's header is whole");
	bpf_add(bpf, LDB_IND, 0, "ICMPv6's type");
	bpf_add(bpf, BPF_ST, MEM_TYPE, "ICMPv6's type");
	check_fragment(part);
	check_nobody(part, rs, na); /* its target is checked in the same way */
	check_type(part, rs, ra, ns, na);
	bpf_place(bpf, na);
	if (filter_has(part, FENCE_IPV6)) {
		filter_need(part, TARGET_SIZE, "it is whole");
		check_target(part);
	}
	bpf_place(bpf, ns);
	to_options(part, TARGET_SIZE, options);
	bpf_place(bpf, rs);
	to_options(part, 8, options);
	bpf_place(bpf, ra);
	to_options(part, 16, options);
	if (part->has_nd_hwaddr) {
		bpf_place(bpf, options);
		check_options(part);
	}
}
