/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-part.h - the inside of the generator.  Private to filter*.c.
 *
 * Everywhere X is an offset in the frame that is not behind MEM_END.  Code that
 * moves X compares the two at once, so that "end less X" never wraps.  Each
 * load comes after a check of its length.  A load out of range ends the program
 * with 0 (in the kernel's conversion to eBPF, see bpf_gen_ld_abs()), and 0 is
 * TC_ACT_OK: the frame would pass.
 *
 * MEM_END is the end of the frame, or the end of the IP packet in it if that
 * comes first.  No receiver takes the bytes between the two ends (a trailer,
 * padding) for a header, so the program must not read from them what the packet
 * is.
 */
#ifndef VMTAP_FILTER_PART_H
#define VMTAP_FILTER_PART_H

#include <linux/if_ether.h>

#include "common/address/lladdr.h"
#include "common/fence.h"
#include "link/filter/bpf.h"

struct filter_part {
	struct bpf bpf;
	const struct fence *fence;
	const struct lladdr *lladdr; /* NULL: not known */
	bool has_arp_hwaddr, has_nd_hwaddr; /* the filter also checks the
					     * hardware address in these
					     * messages */
};

/* Short names of instructions with X and A. */
#define LD_LEN (BPF_LD | BPF_W | BPF_LEN)
#define LDB_ABS (BPF_LD | BPF_B | BPF_ABS)
#define LDH_ABS (BPF_LD | BPF_H | BPF_ABS)
#define LDW_ABS (BPF_LD | BPF_W | BPF_ABS)
#define LDB_IND (BPF_LD | BPF_B | BPF_IND)
#define LDH_IND (BPF_LD | BPF_H | BPF_IND)
#define LDW_IND (BPF_LD | BPF_W | BPF_IND)
#define LD_IMM (BPF_LD | BPF_IMM)
#define LD_MEM (BPF_LD | BPF_MEM)
#define LDX_IMM (BPF_LDX | BPF_IMM)
#define LDX_MEM (BPF_LDX | BPF_MEM)
#define AND (BPF_ALU | BPF_AND | BPF_K)
#define ADD (BPF_ALU | BPF_ADD | BPF_K)
#define ADD_X (BPF_ALU | BPF_ADD | BPF_X)
#define SUB_X (BPF_ALU | BPF_SUB | BPF_X)
#define LSH (BPF_ALU | BPF_LSH | BPF_K)
#define TAX (BPF_MISC | BPF_TAX)
#define TXA (BPF_MISC | BPF_TXA)

/* Four bytes as the kernel loads them. */
static inline uint32_t filter_word(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

static inline bool filter_has(const struct filter_part *part, unsigned int any)
{
	return part->fence->filters & any;
}

/* Load the number of bytes from X to MEM_END into A. */
void filter_left(struct filter_part *part, const char *why);
/* Drop the frame unless there are n bytes from X on.  Changes A. */
void filter_need(struct filter_part *part, uint32_t n, const char *why);
/* Add A to X, and drop the frame if X is then behind MEM_END.  Changes A. */
void filter_advance(struct filter_part *part, const char *why);
/*
 * Move MEM_END to the end of the packet.  Its length is at X + at, and counts
 * from X + header.
 *
 * The end of the frame stays if it comes first; the receiver drops such a
 * packet.  It also stays if the length is 0.  Some systems send batches of
 * segments (GSO) in this way, and the kernel gives them a length.  Any other
 * packet of length 0 is empty, or its receiver drops it (a jumbogram is larger
 * than a frame, RFC 2675).  Changes A.
 */
void filter_end(struct filter_part *part, uint32_t at, uint32_t header);
/* Drop the frame unless a hardware address of the guest's is at X + at. */
void filter_own_lladdr(struct filter_part *part, uint32_t at, const char *why);
/* Drop the frame unless its source is a hardware address of the guest's. */
void filter_own_source(struct filter_part *part, const char *why);
/* Go to yes if one of the fence's addresses of the family is at X + at. */
void filter_addresses(struct filter_part *part, int family, uint32_t at,
		      unsigned int yes, const char *why);
/* The same for IPv6, and for the guest's own link-local address. */
void filter_own_ipv6(struct filter_part *part, uint32_t at, unsigned int yes,
		     const char *why);

/* Allow one tag at most, of a VLAN that is granted.  Leaves the type in A, and
 * in X by how many bytes the content of the frame has moved. */
void filter_tags(struct filter_part *part);
/* Allow any tags, but no more than the filter can look behind.  Leaves A and X
 * as filter_tags() does. */
void filter_skip_tags(struct filter_part *part);
/* A is the type.  For a filter that checks only tags: drop a frame with a tag
 * behind SNAP, which some receivers unpack (CVE-2021-27862). */
void filter_snap_tag(struct filter_part *part);

/* Check what follows the Ethernet header that begins at X. */
void filter_arp(struct filter_part *part);
void filter_rarp(struct filter_part *part);
void filter_ipv4(struct filter_part *part);
void filter_ipv6(struct filter_part *part);
/* As filter_ipv6(), but X is at what follows the IPv6 header, and A is its
 * type, which is ICMPv6.  See filter-nd.c. */
void filter_icmpv6(struct filter_part *part);

/* The scratch memory of the program. */
enum filter_memory {
	MEM_END, /* see above */
	MEM_START, /* X, while X is used for something else */
	MEM_TYPE, /* type of the header at X */
	MEM_NEXT, /* type of the header after it */
	MEM_FRAGMENT, /* 1: this is the first fragment, or the only one */
	MEM_UNSPECIFIED, /* the hop limit and 1 if the source is "::"; otherwise
			  * 0 */
};

/* Drop the frame if its source is "::". */
void filter_no_unspecified(struct filter_part *part);

#endif
