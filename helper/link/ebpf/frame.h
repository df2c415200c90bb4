/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * frame.h - the frame that the program looks at, and how it reads it.  Private
 * to fence*.h and fence.bpf.c.
 *
 * "at" is the offset of the header that is looked at, and is never behind
 * "end".  That is the end of the frame, or of the IP packet in it if that comes
 * first: no receiver takes the bytes between the two ends (a trailer, padding)
 * for a header, so the program must not read from them what the packet is.
 */
#ifndef VMTAP_EBPF_FRAME_H
#define VMTAP_EBPF_FRAME_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <stddef.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "common/fence.h"
#include "link/ebpf/slot.h"

/* What a part says of a frame: pass it, look on, or an enum slot_reason. */
#define PASS (-1)
#define GO_ON (-2)

struct frame {
	struct __sk_buff *skb;
	struct slot *slot;
	__u32 at, end;
	__u32 seen; /* the end of what was read */
	__s32 icmpv6; /* where ICMPv6 is, or 0 */
	__u16 unspecified; /* hop limit and 1 if the source is "::", or 0 */
	__u16 is_fragment; /* the first one, of several */
};

/* Behind the headers that end at an offset. */
static __always_inline struct frame frame_at(struct __sk_buff *skb,
					     struct slot *slot, __u32 at)
{
	return (struct frame){
		.skb = skb,
		.slot = slot,
		.at = at,
		.end = skb->len,
		.seen = at,
	};
}

static __always_inline bool has(const struct frame *frame, unsigned int any)
{
	return frame->slot->words & any;
}

/* Do these words look at the hardware addresses of a known guest? */
static __always_inline bool pins(const struct frame *frame, unsigned int any)
{
	return frame->slot->has_lladdr && has(frame, any);
}

/* Are there n bytes from "at" on? */
static __always_inline bool is_whole(const struct frame *frame, __u32 n)
{
	return frame->end >= frame->at + n;
}

static __always_inline void note_read(struct frame *frame, __u32 end)
{
	if (frame->seen < end)
		frame->seen = end;
}

/*
 * Read n bytes at an offset of the frame.  False: the frame is shorter.  All
 * that the verdict depends on, but for lengths, is read by this and read_near(),
 * so that fence-sum.h knows it.
 */
static __always_inline bool read_bytes(struct frame *frame, __u32 offset,
				       void *to, __u32 n)
{
	note_read(frame, offset + n);
	return bpf_skb_load_bytes(frame->skb, offset, to, n) == 0;
}

/* Where the bytes are, if they are in the first part of the frame; or NULL. */
static __always_inline const void *find_near(const struct frame *frame,
					     __u32 offset, __u32 n)
{
	const char *data = (const char *)(long)frame->skb->data;
	const char *end = (const char *)(long)frame->skb->data_end;

	/* the verifier wants a limit */
	return offset < 1024 && data + offset + n <= end ? data + offset : NULL;
}

/*
 * The same for what *to has room for, without a call of the kernel if the bytes
 * are in the first part of the frame, as most headers are: 25 ns less.  Not
 * behind a loop, because the verifier then looks at each of its ways.
 */
#define read_near(frame, offset, to)                                           \
	({                                                                     \
		const void *near_ = find_near(frame, offset, sizeof(*(to)));   \
		bool is_read_ = true;                                          \
                                                                               \
		if (near_) {                                                   \
			*(to) = *(const typeof(*(to)) *)near_;                 \
			note_read(frame, (offset) + sizeof(*(to)));            \
		} else {                                                       \
			is_read_ =                                             \
				read_bytes(frame, offset, to, sizeof(*(to)));  \
		}                                                              \
		is_read_;                                                      \
	})

/* The same of numbers in network byte order.  A number out of range is 0. */
static __always_inline __u32 read_u8(struct frame *frame, __u32 offset)
{
	__u8 value = 0;

	read_bytes(frame, offset, &value, sizeof(value));
	return value;
}

static __always_inline __u32 read_u16(struct frame *frame, __u32 offset)
{
	__u16 value = 0;

	read_bytes(frame, offset, &value, sizeof(value));
	return bpf_ntohs(value);
}

/*
 * Go n bytes on.  Returns false if that is behind the end.
 */
static __always_inline bool advance(struct frame *frame, __u32 n)
{
	frame->at += n;
	return frame->at <= frame->end;
}

/*
 * The packet ends length bytes behind an offset.
 *
 * The end of the frame stays if it comes first; the receiver drops such a
 * packet.  It also stays if the length is 0.  Some systems send batches of
 * segments (GSO) in this way, and the kernel gives them a length.  Any other
 * packet of length 0 is empty, or its receiver drops it.
 */
static __always_inline void end_packet(struct frame *frame, __u32 offset,
				       __u32 length)
{
	if (length != 0 && frame->end > offset + length)
		frame->end = offset + length;
}

static __always_inline bool is_equal_lladdr(const __u16 *a, const __u16 *b)
{
	return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* Is it one of the guest's further hardware addresses?  As is_own_ipv4(); the
 * six bytes are in the lower part of the number, as they are in memory. */
__noinline int is_further_lladdr(const struct slot *slot, __u64 lladdr)
{
	const __u16 a[3] = { (__u16)lladdr, (__u16)(lladdr >> 16),
			     (__u16)(lladdr >> 32) };

	for (__u32 i = 0; slot && i < SLOT_MACS_MAX; i++) {
		if (i >= slot->n_macs)
			break;
		if (is_equal_lladdr(slot->macs[i], a))
			return true;
	}
	return false;
}

/* Are these six bytes, on an even address, a hardware address of the guest's? */
static __always_inline bool is_own_lladdr(const struct frame *frame,
					  const void *bytes)
{
	const struct slot *slot = frame->slot;
	const __u16 *a = bytes;

	if (is_equal_lladdr(a, (const __u16 *)slot->lladdr))
		return true;
	return slot->n_macs > 0 &&
	       is_further_lladdr(slot,
				 (__u64)a[2] << 32 | (__u32)a[1] << 16 | a[0]);
}

/* Words in network byte order: are the first bits, of 32, equal? */
static __always_inline bool is_equal(__u32 a, __u32 b, __u32 bits)
{
	return (__u64)bpf_ntohl(a ^ b) >> ((32 - bits) & 63) == 0;
}

/*
 * Is it one of the guest's addresses?  The function is not static, because the
 * kernel's verifier looks once at such a function, and not at each call.  It
 * does not know that slot is never NULL.
 */
__noinline int is_own_ipv4(const struct slot *slot, __u32 address)
{
	for (__u32 i = 0; slot && i < SLOT_ADDRESSES_MAX; i++) {
		if (i >= slot->n_ipv4)
			break;
		if (is_equal(*(const __u32 *)slot->addresses[i], address,
			     slot->bits[i]))
			return true;
	}
	return false;
}

#endif
