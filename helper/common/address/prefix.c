/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/address/prefix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static unsigned int most_bits(int family)
{
	return family == AF_INET ? 32 : 128;
}

/* All bits from bit on are zero. */
static bool has_zeros_from(const uint8_t b[16], unsigned int bit)
{
	for (; bit < 128; bit++)
		if (b[bit / 8] & (0x80 >> bit % 8))
			return false;
	return true;
}

/* Parse "/24".  An empty text means all bits. */
static int parse_length(const char *text, unsigned int max,
			unsigned int *ret_length)
{
	unsigned int length = 0;

	if (*text == '\0') {
		*ret_length = max;
		return 0;
	}
	text++;
	if (*text == '\0' || (text[0] == '0' && text[1] != '\0'))
		return -EINVAL;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -EINVAL;
		length = length * 10 + (unsigned int)(*text - '0');
		if (length > max)
			return -EINVAL;
	}
	*ret_length = length;
	return 0;
}

int prefix_parse(const char *text, struct prefix *ret_prefix)
{
	struct prefix prefix = { 0 };
	const size_t size = strcspn(text, "/");
	char address[INET6_ADDRSTRLEN];

	if (size >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, size);
	address[size] = '\0';
	prefix.family = strchr(address, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(prefix.family, address, prefix.b) != 1)
		return -EINVAL;
	if (parse_length(text + size, most_bits(prefix.family),
			 &prefix.length) < 0 ||
	    !has_zeros_from(prefix.b, prefix.length))
		return -EINVAL;
	*ret_prefix = prefix;
	return 0;
}

void prefix_format(const struct prefix *prefix, char text[PREFIX_TEXT_SIZE])
{
	char address[INET6_ADDRSTRLEN];

	(void)inet_ntop(prefix->family, prefix->b, address, sizeof(address));
	if (prefix->length == most_bits(prefix->family))
		(void)snprintf(text, PREFIX_TEXT_SIZE, "%s", address);
	else
		(void)snprintf(text, PREFIX_TEXT_SIZE, "%s/%u", address,
			       prefix->length);
}

bool prefix_contains(const struct prefix *outer, const struct prefix *inner)
{
	uint8_t differ[16];

	if (outer->family != inner->family || outer->length > inner->length)
		return false;
	for (unsigned int i = 0; i < 16; i++)
		differ[i] = outer->b[i] ^ inner->b[i];
	for (unsigned int bit = 0; bit < outer->length; bit++)
		if (differ[bit / 8] & (0x80 >> bit % 8))
			return false;
	return true;
}
