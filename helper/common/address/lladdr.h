/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lladdr.h - link-layer (Ethernet) addresses and ranges of them.
 */
#ifndef VMTAP_LLADDR_H
#define VMTAP_LLADDR_H

#include <stdbool.h>
#include <stdint.h>

#define LLADDR_LEN 6
#define LLADDR_TEXT_SIZE 18 /* "52:54:00:12:34:56" and the terminator */
#define LLADDR_RANGE_TEXT_SIZE 21 /* the same, and "/48" */

struct lladdr {
	uint8_t b[LLADDR_LEN];
};

/* The addresses whose first prefix bits (0..48) are those of base. */
struct lladdr_range {
	struct lladdr base; /* the bits after the prefix are zero */
	unsigned int prefix;
};

/* Six pairs of hex digits, with ':' or '-' between the pairs.  -EINVAL for
 * anything else. */
int lladdr_parse(const char *text, struct lladdr *ret_lladdr);

/* "52:54:00:00:00:00/24".  Without "/", the range is one address (prefix 48).
 * -EINVAL also if a bit after the prefix is set. */
int lladdr_range_parse(const char *text, struct lladdr_range *ret_range);

/* In lower case, with colons. */
void lladdr_format(const struct lladdr *lladdr, char text[LLADDR_TEXT_SIZE]);
void lladdr_range_format(const struct lladdr_range *range,
			 char text[LLADDR_RANGE_TEXT_SIZE]);

/* A station may have it: it is not zero, and its group bit is clear (IEEE
 * 802). */
bool lladdr_is_station(const struct lladdr *lladdr);
/* It is locally administered (IEEE 802): no vendor gave it to a card. */
bool lladdr_is_local(const struct lladdr *lladdr);
/*
 * It belongs to a virtual router, and so to each station that may become that
 * router's master: VRRP's, which CARP uses as well (RFC 9568, 7.3):
 * 00:00:5e:00:01:XX for IPv4, 00:00:5e:00:02:XX for IPv6.
 */
bool lladdr_is_virtual(const struct lladdr *lladdr);
bool lladdr_equal(const struct lladdr *a, const struct lladdr *b);
bool lladdr_in_range(const struct lladdr *lladdr,
		     const struct lladdr_range *range);
/* Are all addresses of range in outer? */
bool lladdr_range_within(const struct lladdr_range *range,
			 const struct lladdr_range *outer);

/*
 * The address of a bridge port whose guest has lladdr: lladdr with 0xfe as
 * first byte, or with 0xfa if the guest's first byte is 0xfe.
 *
 * The two addresses differ.  A bridge takes the lowest address of its ports as
 * its own, and does not take such a high one.
 */
struct lladdr lladdr_host_side(const struct lladdr *lladdr);

/* Another address of that kind: 0xfe, and then the bytes of random. */
struct lladdr lladdr_host_side_any(const uint8_t random[LLADDR_LEN]);

/* An address in range.  The bits that range leaves open are those of hash. */
struct lladdr lladdr_fill(const struct lladdr_range *range,
			  const uint8_t hash[LLADDR_LEN]);

#endif
