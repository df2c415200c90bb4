/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * keys.c - the meaning of a network in vmtapd.conf(5): its values, and which of
 * them exclude each other.
 */
#include <errno.h>
#include <linux/if_ether.h>
#include <string.h>

#include "common/kind.h"
#include "policy/meaning/blocks.h"
#include "policy/meaning/limit.h"
#include "policy/meaning/parts.h"
#include "policy/meaning/value.h"
#include "policy/report/similar.h"

_Static_assert(POLICY_MTU_MIN == ETH_MIN_MTU &&
		       POLICY_MTU_MAX == ETH_MAX_MTU - ETH_HLEN,
	       "as the kernel has it for a TAP");

static int key_kind(struct parse *parse, const struct keys *keys,
		    struct network *network)
{
	const struct value *value = keys_value(keys, KEY_KIND);
	const struct kind *kind = value ? kind_named(value->text) : NULL;
	char names[KIND_NAMES_SIZE], hint[SIMILAR_TEXT_SIZE];

	kind_names(value ? "" : "kind = ", names);
	if (!value)
		return parse_error(parse, keys->place,
				   "network \"%s\" has no kind; add %s",
				   keys->title, names);
	if (!kind)
		return parse_error(parse, value->place,
				   "kind = \"%s\" is not known%s; write %s",
				   value->text,
				   similar_in(value->text, names, hint), names);
	network->kind = kind->kind;
	return 0;
}

static int key_link(struct parse *parse, const struct keys *keys, enum key key,
		    struct network *network)
{
	const struct value *value = keys_value(keys, key);
	const char *name = key_name(key);

	if (!value)
		return parse_error(
			parse, keys->place,
			"network \"%s\" of kind %s has no %s; add %s = \"the link's name\"",
			keys->title, keys_value(keys, KEY_KIND)->text, name,
			name);
	if (ifname_parse(value->text, &network->link) < 0)
		return parse_error(
			parse, value->place,
			"%s = \"%s\" is not a link's name: 1 to %d characters, no blank, / or :; 'ip link' prints them",
			name, value->text, VMTAP_IFNAME_MAX);
	return 0;
}

static int refuse_modes(struct parse *parse, const struct keys *keys,
			const struct kind *kind)
{
	int r = value_refuse(parse, keys_value(keys, KEY_MODE), kind->name,
			     "remove it, or write kind = macvtap");

	if (r < 0)
		return r;
	return value_refuse(
		parse, keys_value(keys, KEY_SOURCES), kind->name,
		"remove them, or write kind = macvtap and mode = source");
}

/* A network whose devices are ports of a bridge. */
static int keys_port(struct parse *parse, const struct keys *keys,
		     const struct kind *kind, struct network *network)
{
	int r = value_refuse(parse, keys_value(keys, KEY_LOWER), kind->name,
			     "name the bridge with bridge = \"...\"");

	if (r == 0)
		r = refuse_modes(parse, keys, kind);
	if (r < 0)
		return r;
	return key_link(parse, keys, KEY_BRIDGE, network);
}

/* A network whose devices sit on a lower device. */
static int keys_lower(struct parse *parse, const struct keys *keys,
		      const struct kind *kind, struct network *network)
{
	int r = value_refuse(parse, keys_value(keys, KEY_BRIDGE), kind->name,
			     "name the link below with lower = \"...\"");

	if (r < 0)
		return r;
	r = key_link(parse, keys, KEY_LOWER, network);
	if (r < 0)
		return r;
	return kind->has_modes ? keys_modes(parse, keys, network)
			       : refuse_modes(parse, keys, kind);
}

static int keys_limits(struct parse *parse, const struct keys *keys,
		       struct network *network)
{
	const struct range mtu = { POLICY_MTU_MIN, POLICY_MTU_MAX };
	int r = value_number(parse, keys_value(keys, KEY_MTU), mtu,
			     &network->mtu);

	if (r == 0)
		r = limits_network(parse, keys, &network->limits);
	if (r == 0)
		r = value_bool(parse, keys_value(keys, KEY_VHOST),
			       &network->has_vhost);
	return r;
}

static int key_on_tamper(struct parse *parse, const struct value *value,
			 struct network *network)
{
	if (!value || strcmp(value->text, "restore") == 0)
		network->on_tamper = ON_TAMPER_RESTORE;
	else if (strcmp(value->text, "revoke") == 0)
		network->on_tamper = ON_TAMPER_REVOKE;
	else
		return parse_error(
			parse, value->place,
			"on-tamper = \"%s\" is not known; write restore or revoke",
			value->text);
	return 0;
}

int keys_network(struct parse *parse, const struct keys *keys,
		 struct network *ret_network)
{
	struct network network = {
		.place = keys->place,
	};
	const struct kind *kind;
	int r;

	if (label_parse(keys->title, &network.name) < 0)
		return parse_error(
			parse, keys->place,
			"\"%s\" cannot be a network's name: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
			keys->title, VMTAP_LABEL_MAX);
	r = key_kind(parse, keys, &network);
	if (r < 0)
		return r;
	kind = kind_of(network.kind);
	r = kind->is_port ? keys_port(parse, keys, kind, &network)
			  : keys_lower(parse, keys, kind, &network);
	if (r < 0)
		return r;
	r = keys_limits(parse, keys, &network);
	if (r == 0)
		r = key_on_tamper(parse, keys_value(keys, KEY_ON_TAMPER),
				  &network);
	if (r == 0)
		r = keys_reserved(parse, &keys->of[KEY_RESERVED],
				  &network.reserved);
	if (r < 0)
		return r;
	r = fence_network(parse, keys, &network);
	if (r < 0)
		return r;
	*ret_network = network;
	return 0;
}
