/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fence.c - what a guest may send: the keys of a network, the keys of an allow
 * or of a VM of the table on top of them, and which of them exclude each other.
 * inet.c, vlan.c and rate.c read the values.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/kind.h"
#include "policy/meaning/parts.h"
#include "policy/meaning/value.h"
#include "policy/report/similar.h"

static const struct {
	const char *word;
	enum fence_filter filter;
} filters[] = {
	{ "mac", FENCE_MAC },
	{ "arp", FENCE_ARP },
	{ "ipv4", FENCE_IPV4 },
	{ "ipv6", FENCE_IPV6 },
	{ "dhcp-server", FENCE_DHCP_SERVER },
	{ "ra", FENCE_RA },
	{ "vlan", FENCE_VLAN },
	{ "ethertype", FENCE_ETHERTYPE },
};

#define N_FILTERS (sizeof(filters) / sizeof(filters[0]))

/* *ret_filter is 0 for "none". */
static int find_filter(struct parse *parse, const struct value *value,
		       unsigned int *ret_filter)
{
	char hint[SIMILAR_TEXT_SIZE];

	for (size_t i = 0; i < N_FILTERS; i++)
		if (strcmp(value->text, filters[i].word) == 0) {
			*ret_filter = filters[i].filter;
			return 0;
		}
	if (strcmp(value->text, "none") == 0) {
		*ret_filter = 0;
		return 0;
	}
	return parse_error(
		parse, value->place,
		"filter \"%s\" is not known%s; write mac, arp, ipv4, ipv6, dhcp-server, ra, vlan or ethertype, or none alone",
		value->text,
		similar_in(
			value->text,
			"mac arp ipv4 ipv6 dhcp-server ra vlan ethertype none",
			hint));
}

static int key_filter(struct parse *parse, const struct values *values,
		      struct fence *fence)
{
	unsigned int all = 0;

	for (size_t i = 0; i < values->n; i++) {
		const struct value *value = values->at[i];
		unsigned int filter = 0;
		int r = find_filter(parse, value, &filter);

		if (r < 0)
			return r;
		if (filter == 0 && values->n > 1)
			return parse_error(
				parse, value->place,
				"none must be alone in filter; remove it, or the others");
		if (all & filter)
			return parse_error(
				parse, value->place,
				"filter %s is listed twice; remove one",
				value->text);
		all |= filter;
	}
	if (values->n > 0)
		fence->filters = all;
	return 0;
}

void policy_format_filters(unsigned int set,
			   char text[POLICY_FILTERS_TEXT_SIZE])
{
	size_t used = 0;

	(void)snprintf(text, POLICY_FILTERS_TEXT_SIZE, "none");
	for (size_t i = 0; i < N_FILTERS; i++)
		if (set & filters[i].filter)
			used += (size_t)snprintf(
				text + used, POLICY_FILTERS_TEXT_SIZE - used,
				"%s%s", used > 0 ? " " : "", filters[i].word);
}

/* Refuse keys that only the port of a bridge can have. */
static int refuse_port_keys(struct parse *parse, const struct keys *keys,
			    const struct kind *kind)
{
	int r;

	r = value_refuse(parse, keys_value(keys, KEY_VLAN), kind->name,
			 "make a link of that VLAN, and name it as lower");
	if (r == 0)
		r = value_refuse(parse, keys_value(keys, KEY_ISOLATED),
				 kind->name, "write mode = private");
	if (r == 0)
		r = value_refuse(
			parse, keys_value(keys, KEY_MULTICAST_FLOOD),
			kind->name,
			"remove it: a macvtap hears only the groups that its guest joins");
	if (r == 0)
		r = value_refuse(
			parse, keys_value(keys, KEY_VNET_HDR), kind->name,
			"remove it: the holder of a macvtap can turn the header on again");
	return r;
}

/* Read the keys that a network and an allow share.  *fence already has the
 * filter. */
static int read_common(struct parse *parse, const struct keys *keys,
		       const struct network *network, struct fence *fence)
{
	const struct kind *kind = kind_of(network->kind);
	int r = 0;

	if (!kind->is_port)
		r = refuse_port_keys(parse, keys, kind);
	if (r == 0)
		r = fence_vlans(parse, keys, network, fence);
	if (r == 0)
		r = fence_addresses(parse, keys, network, fence);
	if (r == 0)
		r = fence_rates(parse, keys, network, fence);
	return r;
}

/* A guest without an address of its own could send neither ARP nor IPv4. */
static int refuse_mute(struct parse *parse, const struct keys *keys,
		       const char *keyword, const struct network *network,
		       const struct fence *fence)
{
	if (!(fence->filters & (FENCE_ARP | FENCE_IPV4)) ||
	    fence_has_ipv4(fence))
		return 0;
	return parse_error(
		parse, keys->place,
		"%s \"%s\" has no IPv4 address, and the filter of network \"%s\" drops all %s without; add addresses = \"192.0.2.0/24\" here or there, or remove arp and ipv4 from the filter",
		keyword, keys->title, network->name.s,
		fence->filters & FENCE_IPV4 ? "IPv4" : "ARP");
}

/* vhost-net uses a header even on a TAP without one (tun_xdp_one()). */
static int refuse_vhost(struct parse *parse, const struct keys *keys,
			const struct network *network)
{
	if (!network->has_vhost)
		return 0;
	return parse_error(
		parse, keys_value(keys, KEY_VNET_HDR)->place,
		"vnet-hdr = false and vhost = true do not go together in network \"%s\", for vhost-net takes the guest's headers whatever the TAP has; remove one of them",
		network->name.s);
}

/* Without a word there is no program that could be missing. */
static int key_fence(struct parse *parse, const struct value *value,
		     struct fence *fence)
{
	if (!value || strcmp(value->text, "any") == 0)
		return 0;
	if (strcmp(value->text, "required") != 0)
		return parse_error(
			parse, value->place,
			"fence = \"%s\" is not known; write required or any",
			value->text);
	if (fence->filters == 0)
		return parse_error(
			parse, value->place,
			"fence = required and filter = none do not go together; remove one of them");
	fence->needs_ebpf = true;
	return 0;
}

/* Only the word ipv6 keeps a guest to its own link-local address. */
static int key_link_local(struct parse *parse, const struct value *value,
			  struct fence *fence)
{
	if (!value || strcmp(value->text, "own") == 0)
		return 0;
	if (strcmp(value->text, "learn") != 0)
		return parse_error(
			parse, value->place,
			"link-local = \"%s\" is not known; write own or learn",
			value->text);
	if (!(fence->filters & FENCE_IPV6))
		return parse_error(
			parse, value->place,
			"link-local = learn needs the word ipv6 in filter; add it, or remove link-local");
	fence->link_local = FENCE_LINK_LOCAL_LEARN;
	return 0;
}

int fence_network(struct parse *parse, const struct keys *keys,
		  struct network *network)
{
	struct fence fence = { .filters = FENCE_DEFAULT };
	bool has_flood = true, has_vnet_hdr = true, is_told = true;
	int r;

	r = key_filter(parse, &keys->of[KEY_FILTER], &fence);
	if (r == 0)
		r = read_common(parse, keys, network, &fence);
	if (r == 0)
		r = value_bool(parse, keys_value(keys, KEY_ISOLATED),
			       &fence.is_isolated);
	if (r == 0)
		r = value_bool(parse, keys_value(keys, KEY_MULTICAST_FLOOD),
			       &has_flood);
	if (r == 0)
		r = value_bool(parse, keys_value(keys, KEY_VNET_HDR),
			       &has_vnet_hdr);
	if (r == 0 && !has_vnet_hdr)
		r = refuse_vhost(parse, keys, network);
	if (r == 0)
		r = key_fence(parse, keys_value(keys, KEY_FENCE), &fence);
	if (r == 0)
		r = key_link_local(parse, keys_value(keys, KEY_LINK_LOCAL),
				   &fence);
	if (r == 0)
		r = value_bool(parse, keys_value(keys, KEY_GUEST_ADDRESS),
			       &is_told);
	fence.has_no_flood = !has_flood;
	fence.hides_addresses = !is_told;
	fence.has_no_vnet_hdr = !has_vnet_hdr;
	if (r == 0)
		network->fence = fence;
	return r;
}

int fence_allow(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence)
{
	int r = read_common(parse, keys, network, fence);

	return r < 0 ? r : refuse_mute(parse, keys, "allow", network, fence);
}

int fence_vm(struct parse *parse, const struct keys *keys,
	     const struct network *network, struct vm *vm)
{
	struct fence fence = network->fence;
	int r;

	if (keys->of[KEY_ADDRESSES].n == 0)
		return 0;
	r = fence_addresses(parse, keys, network, &fence);
	if (r == 0)
		r = refuse_mute(parse, keys, "vm", network, &fence);
	if (r < 0)
		return r;
	vm->n_addresses = fence.n_addresses;
	memcpy(vm->addresses, fence.addresses, sizeof(vm->addresses));
	return 0;
}
