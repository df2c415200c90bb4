/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-part.c - what several parts of the generator write: checks of lengths
 * and of addresses.
 */
#include "link/filter/filter-part.h"

void filter_left(struct filter_part *part, const char *why)
{
	bpf_add(&part->bpf, LD_MEM, MEM_END, why);
	bpf_add(&part->bpf, SUB_X, 0, why);
}

void filter_need(struct filter_part *part, uint32_t n, const char *why)
{
	filter_left(part, why);
	bpf_if_at_least(&part->bpf, n, BPF_NEXT, BPF_DROP, why);
}

void filter_advance(struct filter_part *part, const char *why)
{
	bpf_add(&part->bpf, ADD_X, 0, why);
	bpf_add(&part->bpf, TAX, 0, why);
	bpf_add(&part->bpf, LD_MEM, MEM_END, why);
	bpf_if_at_least_x(&part->bpf, BPF_NEXT, BPF_DROP,
			  "it ends within the packet");
}

void filter_end(struct filter_part *part, uint32_t at, uint32_t header)
{
	static const char why[] = "the packet's end";
	struct bpf *bpf = &part->bpf;
	unsigned int whole = bpf_label(bpf), back = bpf_label(bpf);

	bpf_add(bpf, LDH_IND, at, "the length that it tells");
	bpf_if_equal(bpf, 0, whole, BPF_NEXT,
		     "none: no receiver takes it, but of a batch to cut");
	bpf_add(bpf, BPF_STX, MEM_START, why);
	bpf_add(bpf, ADD_X, 0, why);
	bpf_add(bpf, ADD, header, why);
	bpf_add(bpf, TAX, 0, why);
	bpf_add(bpf, LD_MEM, MEM_END, "the frame's end");
	bpf_if_at_least_x(bpf, BPF_NEXT, back,
			  "is where the packet's is, or behind it");
	bpf_add(bpf, BPF_STX, MEM_END, why);
	bpf_place(bpf, back);
	bpf_add(bpf, LDX_MEM, MEM_START, "the frame begins there");
	bpf_place(bpf, whole);
}

/* Where the frame has a hardware address. */
struct place {
	uint32_t mode; /* BPF_ABS or BPF_IND */
	uint32_t at;
	const char *why;
};

static void if_lladdr(struct filter_part *part, const struct place *place,
		      const struct lladdr *lladdr, unsigned int yes,
		      unsigned int no)
{
	const uint8_t *b = lladdr->b;

	bpf_add(&part->bpf, BPF_LD | BPF_W | place->mode, place->at,
		place->why);
	bpf_if_equal(&part->bpf, filter_word(b), BPF_NEXT, no, place->why);
	bpf_add(&part->bpf, BPF_LD | BPF_H | place->mode, place->at + 4,
		place->why);
	bpf_if_equal(&part->bpf, (uint32_t)b[4] << 8 | b[5], yes, no,
		     place->why);
}

/* The device's own address comes first, see filter_pins(). */
static void own_lladdr(struct filter_part *part, const struct place *place)
{
	const struct fence *fence = part->fence;
	const struct lladdr *lladdr = part->lladdr;
	unsigned int own = bpf_label(&part->bpf);

	for (size_t i = 0; i < fence->n_macs; i++) {
		unsigned int other = bpf_label(&part->bpf);

		if_lladdr(part, place, lladdr, own, other);
		bpf_place(&part->bpf, other);
		lladdr = &fence->macs[i];
	}
	if_lladdr(part, place, lladdr, BPF_NEXT, BPF_DROP);
	bpf_place(&part->bpf, own);
}

void filter_own_lladdr(struct filter_part *part, uint32_t at, const char *why)
{
	own_lladdr(part, &(struct place){ BPF_IND, at, why });
}

void filter_own_source(struct filter_part *part, const char *why)
{
	own_lladdr(part, &(struct place){ BPF_ABS, ETH_ALEN, why });
}

static void check_prefix(struct filter_part *part, const struct prefix *prefix,
			 uint32_t at, unsigned int yes, const char *why)
{
	unsigned int no = bpf_label(&part->bpf);
	unsigned int left = prefix->length;

	for (uint32_t i = 0; left > 0; i += 4) {
		unsigned int bits = left < 32 ? left : 32;

		left -= bits;
		bpf_add(&part->bpf, LDW_IND, at + i, why);
		bpf_about(&part->bpf, prefix);
		if (bits < 32)
			bpf_add(&part->bpf, AND, ~(UINT32_MAX >> bits),
				"the bits that count");
		bpf_if_equal(&part->bpf, filter_word(prefix->b + i),
			     left == 0 ? yes : BPF_NEXT, no, why);
		bpf_about(&part->bpf, prefix);
	}
	if (prefix->length == 0)
		bpf_goto(&part->bpf, yes, "any address will do");
	bpf_place(&part->bpf, no);
}

void filter_addresses(struct filter_part *part, int family, uint32_t at,
		      unsigned int yes, const char *why)
{
	for (size_t i = 0; i < part->fence->n_addresses; i++)
		if (part->fence->addresses[i].family == family)
			check_prefix(part, &part->fence->addresses[i], at, yes,
				     why);
}

void filter_no_unspecified(struct filter_part *part)
{
	if (!filter_has(part, FENCE_IPV6))
		return;
	bpf_add(&part->bpf, LD_MEM, MEM_UNSPECIFIED, "the source");
	bpf_if_equal(&part->bpf, 0, BPF_NEXT, BPF_DROP,
		     "nobody's (::), which ND and MLD only may have");
}
