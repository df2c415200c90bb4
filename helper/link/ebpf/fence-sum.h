/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * fence-sum.h - the checksum that a frame's own header asks the kernel to write
 * behind the fence (VIRTIO_NET_HDR_F_NEEDS_CSUM).
 *
 * The kernel may write it where the program has read nothing, and into the
 * checksum of ICMPv6, which the program does not read.  So the frame that
 * leaves is one that the program would pass as it is, and the guest could have
 * sent it so.  All honest checksums are such ones: no word reads the checksum of
 * TCP, UDP, UDP-Lite or DCCP, nor what is behind UDP's ports, GRE or an IP
 * header in IP.  There lies the checksum of a guest's own tunnel, whether the
 * frame's header names the tunnel (Linux 6.17) or not.  A guest makes SCTP's
 * sum itself, and the header cannot ask for it.
 *
 * The kernel shows where the sum is through its own description of the frame,
 * which bpf_cast_to_kern_ctx() gives (Linux 6.2).
 */
#ifndef VMTAP_EBPF_FENCE_SUM_H
#define VMTAP_EBPF_FENCE_SUM_H

#include <bpf/bpf_core_read.h>

#include "link/ebpf/frame.h"

#define CHECKSUM_PARTIAL 3
#define ICMPV6_SUM_AT 2

/* The members that the program needs.  The loader finds where the running
 * kernel has them (CO-RE). */
struct sk_buff {
	__u8 ip_summed : 2;
	__u16 csum_start; /* from head on */
	__u16 csum_offset; /* from csum_start on */
	unsigned char *head, *data;
} __attribute__((preserve_access_index));

void *bpf_cast_to_kern_ctx(void *skb) __ksym;

/* The verdict is that of the words. */
static __always_inline int check_sum(const struct frame *frame, int verdict)
{
	struct sk_buff *skb = bpf_cast_to_kern_ctx(frame->skb);
	__s32 headroom, place;

	if (verdict != PASS)
		return verdict;
	if (BPF_CORE_READ_BITFIELD(skb, ip_summed) != CHECKSUM_PARTIAL)
		return PASS;
	headroom = (__s32)(skb->data - skb->head);
	place = skb->csum_start + skb->csum_offset - headroom;
	if (place >= (__s32)frame->seen)
		return PASS;
	return frame->icmpv6 != 0 && place == frame->icmpv6 + ICMPV6_SUM_AT
		       ? PASS
		       : SLOT_DROP_CSUM;
}

#endif
