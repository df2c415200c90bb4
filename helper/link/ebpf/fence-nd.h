/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence-nd.h - ICMPv6: neighbour discovery (RFC 4861), and what may be sent
 * from "::".  filter-nd.c says why each rule is as it is.
 */
#ifndef VMTAP_EBPF_FENCE_ND_H
#define VMTAP_EBPF_FENCE_ND_H

#include "link/ebpf/frame.h"

enum icmpv6 {
	MLD_REPORT = 131,
	MLD_DONE = 132,
	ND_ROUTER_SOLICIT = 133,
	ND_ROUTER_ADVERT = 134,
	ND_NEIGHBOR_SOLICIT = 135,
	ND_NEIGHBOR_ADVERT = 136,
	ND_REDIRECT = 137,
	MLDV2_REPORT = 143,
};

#define ND_TARGET_AT 8 /* of solicitation and advertisement */
#define ND_OPTION_SOURCE 1 /* link-layer address */
#define ND_OPTION_TARGET 2
#define ND_OPTIONS_MAX 3 /* address, nonce, and one more */

/* Of IPv6, in network byte order. */
struct address {
	__u64 halves[2];
};

struct nd_option {
	__u8 type, size; /* in units of 8 bytes */
	__u16 lladdr[3];
};

/* Is it made from the hardware address (RFC 4291, appendix A)? */
static __always_inline bool is_made_from(const __u8 *l,
					 const struct address *address)
{
	const __u8 *b = (const __u8 *)address->halves;

	return b[8] == (l[0] ^ 2) && b[9] == l[1] && b[10] == l[2] &&
	       b[11] == 0xff && b[12] == 0xfe && b[13] == l[3] &&
	       b[14] == l[4] && b[15] == l[5];
}

/*
 * fe80::/64 with the interface identifier made from a hardware address of the
 * guest's.  Any identifier passes while the address is not known.
 */
static __always_inline bool is_own_link_local(const struct slot *slot,
					      const struct address *address)
{
	if (address->halves[0] != bpf_cpu_to_be64(0xfe80000000000000))
		return false;
	if (!slot->has_lladdr || is_made_from(slot->lladdr, address))
		return true;
	for (__u32 i = 0; i < SLOT_MACS_MAX; i++) {
		if (i >= slot->n_macs)
			break;
		if (is_made_from((const __u8 *)slot->macs[i], address))
			return true;
	}
	return false;
}

/* Does the prefix with this index have the address? */
static __always_inline bool has_ipv6(const struct slot *slot, __u32 index,
				     const struct address *address)
{
	const __u64 *own = slot->addresses[index];
	__u64 high = bpf_be64_to_cpu(own[0] ^ address->halves[0]);
	__u64 low = bpf_be64_to_cpu(own[1] ^ address->halves[1]);
	__u32 bits = slot->bits[index];

	if (bits == 0)
		return true;
	if (bits <= 64)
		return high >> ((64 - bits) & 63) == 0;
	return high == 0 && low >> ((128 - bits) & 63) == 0;
}

/* As is_own_ipv4(). */
__noinline int is_own_ipv6(const struct slot *slot,
			   const struct address *address)
{
	if (!slot || !address)
		return false;
	for (__u32 i = 0; i < SLOT_ADDRESSES_MAX; i++) {
		if (i >= slot->n_ipv4 + slot->n_ipv6)
			break;
		if (i >= slot->n_ipv4 && has_ipv6(slot, i, address))
			return true;
	}
	return is_own_link_local(slot, address);
}

/* Is the source "::", which only ND and MLD may have? */
static __always_inline bool is_nobodys(const struct frame *frame)
{
	return frame->unspecified != 0;
}

/*
 * Interface identifiers that a guest cannot learn, because routers and other
 * hosts have such: below 2^32, as people write them by hand; made from a hardware
 * address, which is another's; and the anycast addresses of RFC 2526.
 */
static __always_inline bool is_anothers(__u64 half)
{
	__u64 id = bpf_be64_to_cpu(half);

	return id >> 32 == 0 || (id >> 24 & 0xffff) == 0xfffe ||
	       id >> 7 == 0xfdffffffffffff80 >> 7;
}

/*
 * One link-local address besides the guest's own: the first that it uses, which
 * is in the solicitation of DAD (RFC 4862), or after a restart of vmtapd in
 * whatever comes first.  Two queues may learn two at once; then the later one
 * stays, and one frame of the earlier one has passed.
 */
static __always_inline bool has_learned(struct slot *slot, __u64 half)
{
	if (slot->learned != 0)
		return slot->learned == half;
	if (is_anothers(half))
		return false;
	slot->learned = half;
	return true;
}

/* May the guest use the address?  If not, and it is a link-local one, vmtapd
 * tells. */
static __always_inline bool may_use(struct frame *frame,
				    const struct address *address)
{
	struct slot *slot = frame->slot;

	if (is_own_ipv6(slot, address))
		return true;
	if (address->halves[0] != bpf_cpu_to_be64(0xfe80000000000000))
		return false;
	if (slot->learns_link_local && has_learned(slot, address->halves[1]))
		return true;
	slot->link_local = address->halves[1];
	return false;
}

static __always_inline bool has_own_target(struct frame *frame)
{
	struct address target;

	if (!read_bytes(frame, frame->at + ND_TARGET_AT, &target,
			sizeof(target)))
		return false;
	return may_use(frame, &target);
}

/* The hardware addresses in options are the guest's. */
static __always_inline int check_nd_options(struct frame *frame)
{
	for (int i = 0; i < ND_OPTIONS_MAX; i++) {
		struct nd_option option = { 0 };

		if (frame->at == frame->end)
			return PASS;
		if (!is_whole(frame, sizeof(option)) ||
		    !read_bytes(frame, frame->at, &option, sizeof(option)))
			return SLOT_DROP_SHAPE;
		if ((option.type == ND_OPTION_SOURCE ||
		     option.type == ND_OPTION_TARGET) &&
		    !is_own_lladdr(frame, option.lladdr))
			return SLOT_DROP_ND_LLADDR;
		if (option.size == 0 || !advance(frame, option.size * 8u))
			return SLOT_DROP_SHAPE;
	}
	return frame->at == frame->end ? PASS : SLOT_DROP_SHAPE;
}

/* Without its options, how long is such a message?  0: it has none. */
static __always_inline __u32 nd_size(__u32 type)
{
	switch (type) {
	case ND_ROUTER_SOLICIT:
		return 8;
	case ND_ROUTER_ADVERT:
		return 16;
	case ND_NEIGHBOR_SOLICIT:
	case ND_NEIGHBOR_ADVERT:
		return 24;
	}
	return 0;
}

static __always_inline int check_nd(struct frame *frame, __u32 type)
{
	__u32 size = nd_size(type);
	bool has_target = type == ND_NEIGHBOR_ADVERT ||
			  (type == ND_NEIGHBOR_SOLICIT && is_nobodys(frame));

	if (size == 0)
		return PASS;
	if (has_target && has(frame, FENCE_IPV6)) {
		if (!is_whole(frame, size))
			return SLOT_DROP_SHAPE;
		if (!has_own_target(frame))
			return SLOT_DROP_IPV6;
	}
	if (!pins(frame, FENCE_MAC | FENCE_IPV6))
		return PASS;
	return advance(frame, size) ? check_nd_options(frame) : SLOT_DROP_SHAPE;
}

/* Neighbour discovery in fragments, which no check can see (RFC 6980). */
static __always_inline int check_fragment6(const struct frame *frame,
					   __u32 type)
{
	if (type >= ND_ROUTER_SOLICIT && type <= ND_REDIRECT)
		return SLOT_DROP_SHAPE;
	return is_nobodys(frame) ? SLOT_DROP_IPV6 : PASS;
}

/* A guest without an address asks whether a future address is free (RFC 4862),
 * and joins groups before it has an address (RFC 3590, RFC 3810). */
static __always_inline int check_nobody6(const struct frame *frame, __u32 type)
{
	switch (type) {
	case MLDV2_REPORT:
	case MLD_REPORT:
	case MLD_DONE:
		return PASS;
	case ND_ROUTER_SOLICIT:
		return GO_ON;
	case ND_NEIGHBOR_SOLICIT:
		return frame->unspecified == 256 ? GO_ON : SLOT_DROP_IPV6;
	}
	return SLOT_DROP_IPV6;
}

static __always_inline int check_icmpv6(struct frame *frame)
{
	__u32 type;

	if (!is_whole(frame, 4))
		return SLOT_DROP_SHAPE;
	type = read_u8(frame, frame->at);
	frame->icmpv6 = (__s32)frame->at;
	if (frame->is_fragment)
		return check_fragment6(frame, type);
	if (is_nobodys(frame)) {
		int verdict = check_nobody6(frame, type);

		if (verdict != GO_ON)
			return verdict;
	}
	if (has(frame, FENCE_RA) && type == ND_ROUTER_ADVERT)
		return SLOT_DROP_RA;
	if (has(frame, FENCE_RA) && type == ND_REDIRECT)
		return SLOT_DROP_REDIRECT;
	return check_nd(frame, type);
}

#endif
