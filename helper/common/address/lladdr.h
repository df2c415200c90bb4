/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lladdr.h - a link-layer (Ethernet) address and ranges of them.
 */
#ifndef VMTAP_LLADDR_H
#define VMTAP_LLADDR_H

#include <stdbool.h>
#include <stdint.h>

#define LLADDR_LEN 6
#define LLADDR_TEXT_SIZE 18 /* "52:54:00:12:34:56" and the terminator */
#define LLADDR_RANGE_TEXT_SIZE 21 /* and "/48" */

struct lladdr {
	uint8_t b[LLADDR_LEN];
};

/* Addresses whose first prefix bits are those of base.  0..48. */
struct lladdr_range {
	struct lladdr base; /* bits after the prefix are zero */
	unsigned int prefix;
};

/* Six pairs of hex digits, ':' or '-' between all of them.  Else -EINVAL. */
int lladdr_parse(const char *text, struct lladdr *ret_lladdr);

/* "52:54:00:00:00:00/24", or without "/": one address (prefix 48).  -EINVAL
 * also if a bit is set after the prefix. */
int lladdr_range_parse(const char *text, struct lladdr_range *ret_range);

/* Lower case, with colons. */
void lladdr_format(const struct lladdr *lladdr, char text[LLADDR_TEXT_SIZE]);
void lladdr_range_format(const struct lladdr_range *range,
			 char text[LLADDR_RANGE_TEXT_SIZE]);

/* What a station may have: not zero, group bit clear (IEEE 802). */
bool lladdr_is_station(const struct lladdr *lladdr);
bool lladdr_equal(const struct lladdr *a, const struct lladdr *b);
bool lladdr_in_range(const struct lladdr *lladdr,
		     const struct lladdr_range *range);

/*
 * The address of a bridge port whose guest is lladdr: the first byte 0xfe
 * (0xfa if the guest's is 0xfe), so that the bridge, which takes the lowest
 * address of its ports, does not take this one, and the two differ.
 */
struct lladdr lladdr_host_side(const struct lladdr *lladdr);

/* Another one of that kind: 0xfe, and what random says. */
struct lladdr lladdr_host_side_any(const uint8_t random[LLADDR_LEN]);

/* The bits of hash that range leaves open, the bits of range elsewhere. */
struct lladdr lladdr_fill(const struct lladdr_range *range,
			  const uint8_t hash[LLADDR_LEN]);

#endif
