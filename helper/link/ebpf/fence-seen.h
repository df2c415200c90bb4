/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence-seen.h - which IP addresses the guest uses, from frames that the program
 * has let pass.
 *
 * ARP and neighbour discovery tell an address that is the sender's own.  The
 * source of another packet may be that of a host behind the guest, if the guest
 * is a router, so it counts only until the guest tells one in the first way.
 * A link-local source is never forwarded.
 *
 * A guest without an address tells none: a probe (RFC 5227) and a solicitation
 * from "::" are about an address that it may not get, and so is what it asks a
 * DHCP server for.  When it has the address, it uses it.
 *
 * The program may run on several CPUs at once for one device.  A writer makes an
 * entry's sequence odd by an atomic exchange that only one of them can win; the
 * others leave the entry as it is, and one of the guest's next frames tells the
 * address again.  Both exchanges order memory (as all atomic operations of BPF
 * that return a value), so a reader that finds the same even number before and
 * after has one address, whole (seen.c).  The program itself compares without
 * that: if it reads halves of two addresses, it takes a known address for a new
 * one, or renews a time that is less than a moment old.
 *
 * Most frames are the bulk of a known guest, so the program looks at their source
 * once in a tick, which is a quarter of a second to two and a half (HZ is 1000 to
 * 100).
 */
#ifndef VMTAP_EBPF_FENCE_SEEN_H
#define VMTAP_EBPF_FENCE_SEEN_H

#include "link/ebpf/fence-arp.h"
#include "link/ebpf/fence-ipv4.h"
#include "link/ebpf/fence-ipv6.h"
#include "link/ebpf/fence-tag.h"

#define SEEN_SOURCE_AT 6
#define SEEN_TICK 8 /* bits of jiffies, which cost no call */

struct sender {
	__u16 lladdr[3], type;
};

static __always_inline bool is_entry_of(const struct seen *entry,
					const struct address *address)
{
	return entry->time != 0 && entry->halves[0] == address->halves[0] &&
	       entry->halves[1] == address->halves[1];
}

static __always_inline __u16 tick(void)
{
	return (__u16)(bpf_jiffies64() >> SEEN_TICK);
}

/* There is nothing to learn from another packet's source. */
static __always_inline bool is_fresh(const struct seen *entry)
{
	return entry->is_sure && entry->tick == tick();
}

static __always_inline void renew(struct seen *entry, bool is_sure)
{
	if (entry->tick != tick()) {
		entry->tick = tick();
		entry->time = bpf_ktime_get_coarse_ns();
	}
	if (is_sure && !entry->is_sure)
		entry->is_sure = true;
}

static __always_inline void
write_entry(struct seen *entry, const struct address *address, bool is_sure)
{
	__u32 even = *(volatile __u32 *)&entry->sequence;

	if (even & 1 || __sync_val_compare_and_swap(&entry->sequence, even,
						    even + 1) != even)
		return;
	*(volatile __u64 *)&entry->halves[0] = address->halves[0];
	*(volatile __u64 *)&entry->halves[1] = address->halves[1];
	*(volatile __u64 *)&entry->time = bpf_ktime_get_coarse_ns();
	*(volatile __u16 *)&entry->is_sure = is_sure;
	*(volatile __u16 *)&entry->tick = tick();
	(void)__sync_val_compare_and_swap(&entry->sequence, even + 1, even + 2);
}

/* In one of two places, which may be the same: the older one is given up. */
static __always_inline void remember(struct seen *one, struct seen *two,
				     const struct address *address,
				     bool is_sure)
{
	if (is_entry_of(one, address))
		renew(one, is_sure);
	else if (is_entry_of(two, address))
		renew(two, is_sure);
	else if (!one->is_sure)
		write_entry(one, address, is_sure);
	else if (is_sure && two->time < one->time)
		write_entry(two, address, is_sure);
	else if (is_sure)
		write_entry(one, address, is_sure);
}

/* Not "this network", loopback or a group; kept as ::ffff:a.b.c.d. */
static __always_inline void remember_ipv4(struct slot *slot, __u32 address,
					  bool is_sure)
{
	__u32 first = bpf_ntohl(address) >> 24;
	struct address mapped = { { 0, bpf_cpu_to_be64(0xffff00000000ull |
						       bpf_ntohl(address)) } };

	if (first == 0 || first == 127 || first >= 224)
		return;
	remember(&slot->seen[SEEN_IPV4], &slot->seen[SEEN_IPV4], &mapped,
		 is_sure);
}

/* Not "::", loopback, another address in 0::/64, or a group. */
static __always_inline void
remember_ipv6(struct slot *slot, const struct address *address, bool is_sure)
{
	__u64 high = bpf_be64_to_cpu(address->halves[0]);

	if (high == 0 || high >> 56 == 0xff)
		return;
	if (high >> 54 == 0xfe80 >> 6)
		remember(&slot->seen[SEEN_LINK_LOCAL],
			 &slot->seen[SEEN_LINK_LOCAL], address, true);
	else
		remember(&slot->seen[SEEN_GLOBAL],
			 &slot->seen[SEEN_GLOBAL_OTHER], address, is_sure);
}

static __always_inline void see_arp(struct frame *frame)
{
	struct arp arp;

	if (!read_near(frame, frame->at, &arp) ||
	    arp.hardware != bpf_htons(1) ||
	    arp.protocol != bpf_htons(ETH_P_IP) ||
	    arp.sizes != bpf_htons(0x0604))
		return;
	if (!frame->slot->has_lladdr || is_own_lladdr(frame, arp.sender_hw))
		remember_ipv4(frame->slot, arp_address(arp.sender), true);
}

static __always_inline void see_ipv4(struct frame *frame)
{
	struct ipv4 ip;

	if (!is_fresh(&frame->slot->seen[SEEN_IPV4]) &&
	    read_near(frame, frame->at, &ip) && ip.size >> 4 == 4)
		remember_ipv4(frame->slot, ip.source, false);
}

static __always_inline bool is_bulk6(struct frame *frame)
{
	const struct seen *seen = frame->slot->seen;
	__u8 next = 0;

	(void)read_near(frame, frame->at + offsetof(struct ipv6, next), &next);
	return next != IPPROTO_ICMPV6 && (is_fresh(&seen[SEEN_GLOBAL]) ||
					  is_fresh(&seen[SEEN_GLOBAL_OTHER]));
}

/* Without other headers between, as all systems send it. */
static __always_inline void see_ipv6(struct frame *frame)
{
	struct address target;
	struct ipv6 ip;
	__u8 type = 0;

	if (is_bulk6(frame) || !read_near(frame, frame->at, &ip) ||
	    (ip.version & bpf_htonl(0xf0000000)) != bpf_htonl(0x60000000))
		return;
	frame->at += sizeof(ip);
	if (ip.next == IPPROTO_ICMPV6 && ip.hops == 255)
		(void)read_near(frame, frame->at, &type);
	if (type != ND_NEIGHBOR_ADVERT) {
		remember_ipv6(frame->slot, &ip.source,
			      type == ND_NEIGHBOR_SOLICIT);
		return;
	}
	if (read_near(frame, frame->at + ND_TARGET_AT, &target))
		remember_ipv6(frame->slot, &target, true);
}

/* Look at a frame that passes.  A function of its own, as check_payload6(). */
__noinline int see(struct __sk_buff *skb, struct slot *slot)
{
	struct frame frame = frame_at(skb, slot, ETH_HLEN);
	struct sender sender;

	if (!slot || !read_near(&frame, SEEN_SOURCE_AT, &sender))
		return 0;
	/* the word mac has looked at it already */
	if (slot->has_lladdr && !has(&frame, FENCE_MAC) &&
	    !is_own_lladdr(&frame, sender.lladdr))
		return 0;
	if (sender.type == bpf_htons(ETH_P_8021Q)) {
		if (!read_near(&frame, ETH_HLEN + 2, &sender.type))
			return 0;
		frame.at += TAG_SIZE;
	}
	if (sender.type == bpf_htons(ETH_P_ARP))
		see_arp(&frame);
	else if (sender.type == bpf_htons(ETH_P_IP))
		see_ipv4(&frame);
	else if (sender.type == bpf_htons(ETH_P_IPV6))
		see_ipv6(&frame);
	return 0;
}

#endif
