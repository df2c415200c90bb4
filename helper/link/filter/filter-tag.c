/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-tag.c - VLAN tags in all three places: beside the frame, in the frame,
 * and behind an LLC and SNAP header.
 */
#include "link/filter/filter-part.h"

#include <linux/llc.h>

#define TYPE_AT 12 /* of the Ethernet header */
#define ETH_P_QINQ_OTHER 0x9200 /* like 0x9100, used by switches */

/* A is the type of a frame.  Is it the type of a tag? */
static void if_tag(struct filter_part *part, unsigned int yes, unsigned int no)
{
	bpf_if_equal(&part->bpf, ETH_P_8021Q, yes, BPF_NEXT,
		     "a VLAN tag (802.1Q)");
	bpf_if_equal(&part->bpf, ETH_P_8021AD, yes, BPF_NEXT,
		     "a service tag (802.1ad)");
	bpf_if_equal(&part->bpf, ETH_P_QINQ1, yes, BPF_NEXT,
		     "a tag of older switches");
	bpf_if_equal(&part->bpf, ETH_P_QINQ_OTHER, yes, no,
		     "a tag of older switches");
}

/* A is the tag's control information.  Is its VLAN granted to the guest? */
static void if_granted(struct filter_part *part, unsigned int yes)
{
	const struct fence *fence = part->fence;

	bpf_add(&part->bpf, AND, FENCE_VLAN_MAX | 1, "the tag's VLAN");
	for (size_t i = 0; i < fence->n_vlans; i++)
		bpf_if_equal(&part->bpf, fence->vlans[i], yes, BPF_NEXT,
			     "is one of the guest's");
	bpf_goto(&part->bpf, BPF_DROP, "the VLAN is not granted");
}

/* The tag beside the frame, in the kernel's description of the frame. */
static void check_tag_beside(struct filter_part *part, unsigned int tagged)
{
	unsigned int none = bpf_label(&part->bpf);

	bpf_add(&part->bpf, LDW_ABS,
		(uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT),
		"a tag that the kernel has taken out of the frame");
	if (part->fence->n_vlans == 0) {
		bpf_if_equal(&part->bpf, 0, BPF_NEXT, BPF_DROP,
			     "no VLAN is granted");
		bpf_place(&part->bpf, none);
		return;
	}
	bpf_if_equal(&part->bpf, 0, none, BPF_NEXT, "there is none");
	bpf_add(&part->bpf, LDW_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TPID),
		"the kind of that tag");
	bpf_if_equal(&part->bpf, ETH_P_8021Q, BPF_NEXT, BPF_DROP,
		     "only 802.1Q is granted");
	bpf_add(&part->bpf, LDW_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG),
		"that tag");
	if_granted(part, tagged);
	bpf_place(&part->bpf, none);
}

void filter_tags(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int tag = bpf_label(bpf), granted = bpf_label(bpf);
	unsigned int tagged = bpf_label(bpf), type = bpf_label(bpf);

	check_tag_beside(part, tagged);
	bpf_add(bpf, LDH_ABS, TYPE_AT, "the frame's type");
	if (part->fence->n_vlans > 0) {
		bpf_if_equal(bpf, ETH_P_8021Q, tag, BPF_NEXT,
			     "a tag in the frame");
		if_tag(part, BPF_DROP, type);
		bpf_place(bpf, tag);
		bpf_add(bpf, LD_LEN, 0, "the tag");
		bpf_if_at_least(bpf, ETH_HLEN + 4, BPF_NEXT, BPF_DROP,
				"is whole");
		bpf_add(bpf, LDH_ABS, ETH_HLEN, "the tag");
		if_granted(part, granted);
		bpf_place(bpf, granted);
		bpf_add(bpf, LDX_IMM, 4, "the rest is four bytes later");
		bpf_place(bpf, tagged);
		bpf_add(bpf, LDH_IND, TYPE_AT, "the type behind the tag");
	}
	if_tag(part, BPF_DROP, type);
	bpf_place(bpf, type);
}

void filter_skip_tags(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int type = bpf_label(bpf);

	bpf_add(bpf, LDH_ABS, TYPE_AT, "the frame's type");
	for (uint32_t at = 4; at <= 8; at += 4) {
		unsigned int tag = bpf_label(bpf);

		if_tag(part, tag, type);
		bpf_place(bpf, tag);
		bpf_add(bpf, LD_LEN, 0, "the tag");
		bpf_if_at_least(bpf, ETH_HLEN + at, BPF_NEXT, BPF_DROP,
				"is whole");
		bpf_add(bpf, LDX_IMM, at, "the rest is four bytes later");
		bpf_add(bpf, LDH_IND, TYPE_AT, "the type behind the tag");
	}
	if_tag(part, BPF_DROP, type);
	bpf_place(bpf, type);
}

void filter_snap_tag(struct filter_part *part)
{
	struct bpf *bpf = &part->bpf;
	unsigned int whole = bpf_label(bpf);

	bpf_if_at_least(bpf, ETH_P_802_3_MIN, BPF_PASS, BPF_NEXT,
			"another protocol");
	filter_left(part, "the SNAP header");
	bpf_if_at_least(bpf, ETH_HLEN + 8, whole, BPF_PASS, "is whole");
	bpf_place(bpf, whole);
	bpf_add(bpf, LDB_IND, ETH_HLEN, "where to");
	bpf_add(bpf, AND, 0xfe, "but for the group's flag");
	bpf_if_equal(bpf, LLC_SAP_SNAP, BPF_NEXT, BPF_PASS, "SNAP");
	bpf_add(bpf, LDH_IND, ETH_HLEN + 6, "the type in it");
	if_tag(part, BPF_DROP, BPF_PASS);
}
