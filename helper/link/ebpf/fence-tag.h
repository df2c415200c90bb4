/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence-tag.h - VLAN tags in all three places: beside the frame, in the frame,
 * and behind an LLC and SNAP header.  See filter-tag.c.
 *
 * At the ingress of a TAP the kernel has taken the first tag out of the frame.
 * At the egress of a macvtap the tag is still in the bytes.
 */
#ifndef VMTAP_EBPF_FENCE_TAG_H
#define VMTAP_EBPF_FENCE_TAG_H

#include "link/ebpf/frame.h"

#define ETH_P_QINQ_OTHER 0x9200 /* like 0x9100, used by switches */
#define TAG_SIZE 4
#define LLC_SAP_SNAP 0xaa
#define LLC_SAP_IP 0x06
#define LLC_SAP_ARP 0x98 /* IEEE's list of LSAPs */

static __always_inline bool is_tag(__u32 type)
{
	return type == ETH_P_8021Q || type == ETH_P_8021AD ||
	       type == ETH_P_QINQ1 || type == ETH_P_QINQ_OTHER;
}

/* Not static, as is_own_ipv4(). */
__noinline int is_granted(const struct slot *slot, __u32 tag)
{
	__u32 vlan = tag & (FENCE_VLAN_MAX | 1);

	for (__u32 i = 0; slot && i < SLOT_VLANS_MAX; i++) {
		if (i >= slot->n_vlans)
			break;
		if (slot->vlans[i] == vlan)
			return true;
	}
	return false;
}

/* Go behind a tag in the frame, to the type that follows it. */
static __always_inline bool skip_tag(struct frame *frame, __u32 *type)
{
	if (!is_whole(frame, TAG_SIZE))
		return false;
	*type = read_u16(frame, frame->at + 2);
	frame->at += TAG_SIZE;
	return true;
}

/* Allow one tag at most, of a VLAN that is granted. */
static __always_inline int check_tags(struct frame *frame, __u32 *type)
{
	struct __sk_buff *skb = frame->skb;
	const struct slot *slot = frame->slot;

	if (skb->vlan_present) {
		if (skb->vlan_proto != bpf_htons(ETH_P_8021Q) ||
		    !is_granted(slot, skb->vlan_tci))
			return SLOT_DROP_VLAN;
	} else if (*type == ETH_P_8021Q) {
		if (!is_granted(slot, read_u16(frame, frame->at)))
			return SLOT_DROP_VLAN;
		if (!skip_tag(frame, type))
			return SLOT_DROP_SHAPE;
	}
	return is_tag(*type) ? SLOT_DROP_VLAN : GO_ON;
}

/* Allow any tags, but no more than the program can look behind. */
static __always_inline int skip_tags(struct frame *frame, __u32 *type)
{
	for (int i = 0; i < 2 && is_tag(*type); i++)
		if (!skip_tag(frame, type))
			return SLOT_DROP_SHAPE;
	return is_tag(*type) ? SLOT_DROP_SHAPE : GO_ON;
}

/* The LLC header at "at": where to, but for the group's flag. */
static __always_inline __u32 read_sap(struct frame *frame)
{
	return read_u8(frame, frame->at) & 0xfe;
}

/* Only tags are checked: drop a frame with a tag behind SNAP, which some
 * receivers unpack (CVE-2021-27862). */
static __always_inline int check_snap_tag(struct frame *frame, __u32 type)
{
	if (type >= ETH_P_802_3_MIN || !is_whole(frame, 8) ||
	    read_sap(frame) != LLC_SAP_SNAP)
		return PASS;
	return is_tag(read_u16(frame, frame->at + 6)) ? SLOT_DROP_VLAN : PASS;
}

/*
 * A value below 0x600 is a length and not a type, and an LLC header follows.
 * It may hide IP, which some receivers unpack (CVE-2021-27862): behind SNAP, or
 * by the SAPs of IP and ARP themselves.
 */
static __always_inline int check_llc(struct frame *frame, __u32 type)
{
	__u32 sap;

	if (type >= ETH_P_802_3_MIN)
		return PASS;
	if (!is_whole(frame, 2))
		return SLOT_DROP_SHAPE;
	sap = read_sap(frame);
	return sap == LLC_SAP_SNAP || sap == LLC_SAP_IP || sap == LLC_SAP_ARP
		       ? SLOT_DROP_SHAPE
		       : PASS;
}

#endif
