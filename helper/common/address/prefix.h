/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * prefix.h - an IPv4 or IPv6 address, or all addresses with the same first
 * bits.
 */
#ifndef VMTAP_PREFIX_H
#define VMTAP_PREFIX_H

#include <stdbool.h>
#include <stdint.h>

#define PREFIX_TEXT_SIZE 50 /* INET6_ADDRSTRLEN and "/128" */

struct prefix {
	int family; /* AF_INET or AF_INET6 */
	unsigned int length; /* bits that count, 0..32 or 0..128 */
	uint8_t b[16]; /* network order; the bits after length are zero */
};

/* "192.0.2.0/24" or "2001:db8::1".  Without "/", it is one address.  -EINVAL
 * also if a bit after the prefix is set, or if the length has a leading
 * zero. */
int prefix_parse(const char *text, struct prefix *ret_prefix);

/* As inet_ntop(3) writes it, with "/length" unless it is one address. */
void prefix_format(const struct prefix *prefix, char text[PREFIX_TEXT_SIZE]);

/* Is each address of inner also an address of outer? */
bool prefix_contains(const struct prefix *outer, const struct prefix *inner);

#endif
