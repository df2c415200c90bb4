/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence.bpf.c - the program that checks each frame of a guest: one for all
 * devices.  What differs between them is in their slots (slot.h).
 *
 * It says of each frame what the classic program of link/filter/ says, whose
 * files give the reasons; tests/ebpf/equal.t holds the two equal.  Besides, it
 * sees where the kernel is asked to write a checksum (fence-sum.h).
 *
 * The kernel lets a program call bpf_cast_to_kern_ctx() only if the program's
 * licence is compatible with the GPL.  That word is a promise, so this file and
 * what only it includes may be had under the GPL, version 2, as well.
 */
#include <linux/pkt_cls.h>

#include "link/ebpf/fence-arp.h"
#include "link/ebpf/fence-ipv4.h"
#include "link/ebpf/fence-ipv6.h"
#include "link/ebpf/fence-seen.h"
#include "link/ebpf/fence-sum.h"
#include "link/ebpf/fence-tag.h"

/* vmtapd asks for more, see slots.h.  A test has slot 0. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

struct ethernet {
	__u16 destination[3], source[3], type;
};

/*
 * The groups 01:80:c2:00:00:0X and 2X, in which bridges talk to each other, and
 * those of Cisco's switches, 01:00:0c:cc:cc:cc to cf.  See filter.c.
 */
static __always_inline bool is_bridge_group(const struct ethernet *ethernet)
{
	/* cppcheck-suppress ctuuninitvar ; read_near() has set it */
	const __u16 *to = ethernet->destination;
	__u32 last = bpf_ntohs(to[2]);

	if (to[0] == bpf_htons(0x0180) && to[1] == bpf_htons(0xc200))
		return (last & 0xffd0) == 0;
	return to[0] == bpf_htons(0x0100) && to[1] == bpf_htons(0x0ccc) &&
	       (last & 0xfffc) == 0xcccc;
}

/* Even if the guest's address is unknown, the source must be the address of a
 * station. */
static __always_inline bool is_good_source(const struct frame *frame,
					   const struct ethernet *ethernet)
{
	const __u16 *from = ethernet->source;

	if (frame->slot->has_lladdr)
		return is_own_lladdr(frame, from);
	return !(from[0] & bpf_htons(0x0100)) &&
	       (from[0] | from[1] | from[2]) != 0;
}

static __always_inline int check_type(struct frame *frame, __u32 type)
{
	switch (type) {
	case ETH_P_IP:
		return check_ipv4(frame->skb, frame->slot, frame->at);
	case ETH_P_IPV6:
		return check_ipv6(frame->skb, frame->slot, frame->at);
	case ETH_P_ARP:
		return check_arp(frame);
	case ETH_P_RARP:
		if (has(frame, FENCE_ARP | FENCE_ETHERTYPE))
			return check_rarp(frame);
		break;
	}
	return has(frame, FENCE_ETHERTYPE) ? SLOT_DROP_TYPE
					   : check_llc(frame, type);
}

/* Behind the addresses. */
static __always_inline int check_content(struct frame *frame, __u32 type)
{
	bool is_deep = pins(frame, FENCE_MAC | FENCE_ARP) ||
		       has(frame, ~(unsigned int)(FENCE_MAC | FENCE_VLAN));
	int verdict = GO_ON;

	if (has(frame, FENCE_VLAN))
		verdict = check_tags(frame, &type);
	else if (is_deep)
		verdict = skip_tags(frame, &type);
	if (verdict != GO_ON)
		return verdict;
	if (is_deep)
		return check_type(frame, type);
	return has(frame, FENCE_VLAN) ? check_snap_tag(frame, type) : PASS;
}

static __always_inline int check_frame(struct frame *frame)
{
	struct ethernet ethernet;
	int verdict;

	if (!read_near(frame, 0, &ethernet))
		return SLOT_DROP_SHAPE;
	if (is_bridge_group(&ethernet))
		return SLOT_DROP_GROUP;
	if (has(frame, FENCE_MAC) && !is_good_source(frame, &ethernet))
		return SLOT_DROP_MAC;
	frame->at = sizeof(ethernet);
	verdict = check_content(frame, bpf_ntohs(ethernet.type));
	return check_sum(frame, verdict);
}

SEC("tc") int fence(struct __sk_buff *skb)
{
	__u32 number = skb->tc_classid & 0xffff;
	struct frame frame = { .skb = skb, .end = skb->len };
	__u32 reason;

	frame.slot = bpf_map_lookup_elem(&slots, &number);
	if (!frame.slot || frame.slot->words == 0)
		return TC_ACT_SHOT;
	reason = (__u32)check_frame(&frame);
	/* the compiler may know what other functions return, and leave out the
	 * comparison that the verifier asks for (clang 21) */
	barrier_var(reason);
	if (reason < SLOT_REASONS) {
		__sync_fetch_and_add(&frame.slot->drops[reason], 1);
		return TC_ACT_SHOT;
	}
	frame.slot->passed++;
	if (!frame.slot->hides_addresses)
		see(skb, frame.slot);
	return TC_ACT_UNSPEC;
}

char licence[] SEC("license") = "GPL";
