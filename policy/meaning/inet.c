/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * inet.c - the IP addresses of a guest, as a network, an allow or a VM of the
 * table has them.  fence.c calls it.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "policy/meaning/parts.h"

/* Addresses that no host on any link can have (RFC 6890, RFC 1122 3.2.1.3). */
static const struct {
	const char *name;
	struct prefix prefix;
} nobodys[] = {
	{ "0.0.0.0/8, unspecified", { AF_INET, 8, { 0 } } },
	{ "127.0.0.0/8, loopback", { AF_INET, 8, { 127 } } },
	{ "224.0.0.0/4, multicast", { AF_INET, 4, { 224 } } },
	{ "255.255.255.255, broadcast",
	  { AF_INET, 32, { 255, 255, 255, 255 } } },
	{ "::, unspecified", { AF_INET6, 128, { 0 } } },
	{ "::1, loopback", { AF_INET6, 128, { [15] = 1 } } },
	{ "::ffff:0:0/96, IPv4-mapped",
	  { AF_INET6, 96, { [10] = 0xff, [11] = 0xff } } },
	{ "ff00::/8, multicast", { AF_INET6, 8, { 0xff } } },
};

static bool overlap(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains(a, b) || prefix_contains(b, a);
}

static bool has_family(const struct fence *fence, int family)
{
	for (size_t i = 0; i < fence->n_addresses; i++)
		if (fence->addresses[i].family == family)
			return true;
	return false;
}

bool fence_has_ipv4(const struct fence *fence)
{
	return has_family(fence, AF_INET);
}

/* Check the value alone: it must be an address that a guest can have. */
static int parse_address(struct parse *parse, const struct value *value,
			 struct prefix *ret_prefix)
{
	if (prefix_parse(value->text, ret_prefix) < 0)
		return parse_error(
			parse, value->place,
			"address \"%s\" is not an IP address or prefix: write 192.0.2.7, \"192.0.2.0/24\" or \"2001:db8::/64\", the bits after the prefix zero",
			value->text);
	for (size_t i = 0; i < sizeof(nobodys) / sizeof(nobodys[0]); i++)
		if (overlap(&nobodys[i].prefix, ret_prefix))
			return parse_error(
				parse, value->place,
				"address \"%s\" has some that no guest can have (%s); write the guest's own",
				value->text, nobodys[i].name);
	return 0;
}

/* Check it against the list so far. */
static int check_list(struct parse *parse, const struct value *value,
		      const struct prefix *prefix, const struct fence *fence)
{
	for (size_t i = 0; i < fence->n_addresses; i++) {
		char other[PREFIX_TEXT_SIZE];

		if (!overlap(&fence->addresses[i], prefix))
			continue;
		prefix_format(&fence->addresses[i], other);
		return parse_error(
			parse, value->place,
			"address \"%s\" overlaps with %s in the same list; remove one",
			value->text, other);
	}
	if (fence->n_addresses == FENCE_ADDRESSES_MAX)
		return parse_error(
			parse, value->place,
			"more than %d addresses of one guest; use fewer, wider prefixes",
			FENCE_ADDRESSES_MAX);
	return 0;
}

/* Check it against the filter and the addresses of the network. */
static int check_network(struct parse *parse, const struct value *value,
			 const struct prefix *prefix,
			 const struct network *network, unsigned int filters)
{
	const bool is_ipv4 = prefix->family == AF_INET;
	const struct fence *outer = &network->fence;

	if (!(filters & (is_ipv4 ? FENCE_ARP | FENCE_IPV4 : FENCE_IPV6)))
		return parse_error(
			parse, value->place,
			"address \"%s\" says nothing on network \"%s\", whose filter does not look at such; add %s to the filter, or remove it",
			value->text, network->name.s,
			is_ipv4 ? "arp and ipv4" : "ipv6");
	for (size_t i = 0; i < outer->n_addresses; i++)
		if (prefix_contains(&outer->addresses[i], prefix))
			return 0;
	if (!has_family(outer, prefix->family))
		return 0;
	return parse_error(
		parse, value->place,
		"address \"%s\" is not within the addresses of network \"%s\" itself; add it there, or choose one of those",
		value->text, network->name.s);
}

int fence_addresses(struct parse *parse, const struct keys *keys,
		    const struct network *network, struct fence *fence)
{
	const struct values *values = &keys->of[KEY_ADDRESSES];

	if (values->n == 0)
		return 0;
	fence->n_addresses = 0;
	for (size_t i = 0; i < values->n; i++) {
		const struct value *value = values->at[i];
		struct prefix prefix;
		int r = parse_address(parse, value, &prefix);

		if (r == 0)
			r = check_list(parse, value, &prefix, fence);
		if (r == 0)
			r = check_network(parse, value, &prefix, network,
					  fence->filters);
		if (r < 0)
			return r;
		fence->addresses[fence->n_addresses++] = prefix;
	}
	return 0;
}
