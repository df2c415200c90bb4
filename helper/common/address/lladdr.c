/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lladdr.c - Ethernet addresses as values.  Pure.
 */
#include "common/address/lladdr.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <string.h>

_Static_assert(LLADDR_LEN == ETH_ALEN, "of Ethernet");

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Read 17 characters.  The caller checks what follows them. */
static int parse_bytes(const char *text, struct lladdr *ret_lladdr)
{
	struct lladdr lladdr;

	for (unsigned int i = 0; i < LLADDR_LEN; i++) {
		int high = hex_digit(text[0]);
		int low = high < 0 ? -1 : hex_digit(text[1]);

		if (low < 0)
			return -EINVAL;
		lladdr.b[i] = (uint8_t)(high << 4 | low);
		text += 2;
		if (i == LLADDR_LEN - 1)
			break;
		if (*text != ':' && *text != '-')
			return -EINVAL;
		text++;
	}
	*ret_lladdr = lladdr;
	return 0;
}

int lladdr_parse(const char *text, struct lladdr *ret_lladdr)
{
	if (strlen(text) != LLADDR_TEXT_SIZE - 1)
		return -EINVAL;
	return parse_bytes(text, ret_lladdr);
}

/* The mask of those bits of byte i that lie within the prefix. */
static uint8_t prefix_mask(unsigned int prefix, unsigned int i)
{
	if (prefix >= 8 * (i + 1))
		return 0xff;
	if (prefix <= 8 * i)
		return 0;
	return (uint8_t)(0xff00u >> (prefix - 8 * i));
}

int lladdr_range_parse(const char *text, struct lladdr_range *ret_range)
{
	struct lladdr_range range = { .prefix = 48 };
	const char *p;

	if (strlen(text) < LLADDR_TEXT_SIZE - 1 ||
	    parse_bytes(text, &range.base) < 0)
		return -EINVAL;
	p = text + LLADDR_TEXT_SIZE - 1;
	if (*p == '/') {
		if (p[1] < '0' || p[1] > '9')
			return -EINVAL;
		range.prefix = (unsigned int)(p[1] - '0');
		p += 2;
		if (*p >= '0' && *p <= '9')
			range.prefix =
				range.prefix * 10 + (unsigned int)(*p++ - '0');
	}
	if (*p != '\0' || range.prefix > 48)
		return -EINVAL;
	for (unsigned int i = 0; i < LLADDR_LEN; i++)
		if (range.base.b[i] & ~prefix_mask(range.prefix, i))
			return -EINVAL;
	*ret_range = range;
	return 0;
}

void lladdr_format(const struct lladdr *lladdr, char text[LLADDR_TEXT_SIZE])
{
	const uint8_t *b = lladdr->b;

	(void)snprintf(text, LLADDR_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x",
		       b[0], b[1], b[2], b[3], b[4], b[5]);
}

void lladdr_range_format(const struct lladdr_range *range,
			 char text[LLADDR_RANGE_TEXT_SIZE])
{
	char base[LLADDR_TEXT_SIZE];

	lladdr_format(&range->base, base);
	(void)snprintf(text, LLADDR_RANGE_TEXT_SIZE, "%s/%u", base,
		       range->prefix % 100);
}

bool lladdr_equal(const struct lladdr *a, const struct lladdr *b)
{
	return memcmp(a->b, b->b, LLADDR_LEN) == 0;
}

bool lladdr_is_station(const struct lladdr *lladdr)
{
	static const struct lladdr zero;

	return !(lladdr->b[0] & 1) && !lladdr_equal(lladdr, &zero);
}

bool lladdr_is_local(const struct lladdr *lladdr)
{
	return lladdr->b[0] & 2;
}

bool lladdr_is_virtual(const struct lladdr *lladdr)
{
	static const uint8_t iana[4] = { 0x00, 0x00, 0x5e, 0x00 };

	return memcmp(lladdr->b, iana, sizeof(iana)) == 0 &&
	       (lladdr->b[4] == 1 || lladdr->b[4] == 2);
}

bool lladdr_in_range(const struct lladdr *lladdr,
		     const struct lladdr_range *range)
{
	for (unsigned int i = 0; i < LLADDR_LEN; i++)
		if ((lladdr->b[i] ^ range->base.b[i]) &
		    prefix_mask(range->prefix, i))
			return false;
	return true;
}

bool lladdr_range_within(const struct lladdr_range *range,
			 const struct lladdr_range *outer)
{
	return range->prefix >= outer->prefix &&
	       lladdr_in_range(&range->base, outer);
}

struct lladdr lladdr_host_side(const struct lladdr *lladdr)
{
	struct lladdr host = *lladdr;

	host.b[0] = lladdr->b[0] == 0xfe ? 0xfa : 0xfe;
	return host;
}

struct lladdr lladdr_host_side_any(const uint8_t random[LLADDR_LEN])
{
	struct lladdr lladdr;

	memcpy(lladdr.b, random, LLADDR_LEN);
	lladdr.b[0] = 0xfe;
	return lladdr;
}

struct lladdr lladdr_fill(const struct lladdr_range *range,
			  const uint8_t hash[LLADDR_LEN])
{
	struct lladdr lladdr;

	for (unsigned int i = 0; i < LLADDR_LEN; i++) {
		uint8_t mask = prefix_mask(range->prefix, i);

		lladdr.b[i] = (uint8_t)((range->base.b[i] & mask) |
					(hash[i] & ~mask));
	}
	return lladdr;
}
