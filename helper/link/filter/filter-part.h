/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-part.h - the inside of the generator: private to filter*.c.
 *
 * In all of it X is an offset in the frame that is not behind MEM_END: whoever
 * moves X compares the two at once, so that "end less X" never wraps.  And each
 * load has its length checked before: a load that is out of range ends the
 * program with 0 (in the kernel's conversion to eBPF, see bpf_gen_ld_abs()),
 * which is TC_ACT_OK: the frame would pass.
 *
 * MEM_END is the frame's end, or that of the IP packet in it where that is
 * before.  What lies between them (a trailer, padding) no receiver takes for a
 * header, so nothing there may say what the packet is.
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
	const struct lladdr *lladdr; /* or NULL */
	bool has_arp_hwaddr, has_nd_hwaddr; /* what these tell of the hardware
					     * address is looked at, too */
};

/* Instructions with X and A, short. */
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

/* Four bytes, as the kernel loads them. */
static inline uint32_t filter_word(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

static inline bool filter_has(const struct filter_part *part, unsigned int any)
{
	return part->fence->filters & any;
}

/* How many bytes there are from X to MEM_END, to A. */
void filter_left(struct filter_part *part, const char *why);
/* Drop the frame unless n bytes are there from X on.  Changes A. */
void filter_need(struct filter_part *part, uint32_t n, const char *why);
/* X += A; drop the frame if that is behind MEM_END.  Changes A. */
void filter_advance(struct filter_part *part, const char *why);
/*
 * MEM_END to where the packet ends: its length is at X + at, and counted from
 * X + header on.  The frame's end stays, if it is before (who gets the packet
 * drops it), or if the length is 0: so it is in batches of segments to cut
 * (GSO) of some systems, which the kernel gives a length, and any other packet
 * has nothing then or is dropped by who gets it (a jumbogram is larger than a
 * frame, RFC 2675).  Changes A.
 */
void filter_end(struct filter_part *part, uint32_t at, uint32_t header);
/* Drop the frame unless there is the guest's own address at X + at. */
void filter_own_lladdr(struct filter_part *part, uint32_t at, const char *why);
/* Drop the frame unless the guest's own address is its source. */
void filter_own_source(struct filter_part *part, const char *why);
/* Is one of the fence's addresses of the family at X + at? */
void filter_addresses(struct filter_part *part, int family, uint32_t at,
		      unsigned int yes, const char *why);
/* The same, or is the link-local address of its own there? */
void filter_own_ipv6(struct filter_part *part, uint32_t at, unsigned int yes,
		     const char *why);

/* One tag at most, of a VLAN that is granted.  Leaves the type in A, and in X
 * by how much what follows the header has moved. */
void filter_tags(struct filter_part *part);
/* Any tags, but not more than can be looked behind.  As filter_tags(). */
void filter_skip_tags(struct filter_part *part);
/* A is the type: where nothing but tags is looked for, drop one behind SNAP,
 * which some receivers unpack (CVE-2021-27862). */
void filter_snap_tag(struct filter_part *part);

/* What follows the Ethernet header that begins at X. */
void filter_arp(struct filter_part *part);
void filter_rarp(struct filter_part *part);
void filter_ipv4(struct filter_part *part);
void filter_ipv6(struct filter_part *part);
/* filter_ipv6() without its header: X is at what comes then, A its type, if
 * that is ICMPv6; see filter-nd.c. */
void filter_icmpv6(struct filter_part *part);

/* Scratch memory of the program. */
enum filter_memory {
	MEM_END, /* see above */
	MEM_START, /* X, while it is something else */
	MEM_TYPE, /* of the header at X */
	MEM_NEXT, /* of the header that follows */
	MEM_FRAGMENT, /* 1: this is the first fragment of several, or of one */
	MEM_UNSPECIFIED, /* the source is "::": hop limit and 1; else 0 */
};

/* Drop the frame if its source is "::". */
void filter_no_unspecified(struct filter_part *part);

#endif
