/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * keys.c - the meaning of vmtapd.conf(5): values, and which of them go
 * together.  Comes after parse.c; knows nothing of libconfuse.
 */
#include <errno.h>
#include <string.h>

#include "common/kind.h"
#include "policy/parse.h"

static int key_kind(struct parse *parse, const struct network_keys *keys,
		    struct network *network)
{
	const struct value *value = keys->kind;
	const struct kind *kind = value ? kind_named(value->text) : NULL;
	char names[KIND_NAMES_SIZE];

	kind_names(value ? "" : "kind = ", names);
	if (!value)
		return parse_error(parse, keys->place,
				   "network \"%s\" has no kind; add %s",
				   keys->name, names);
	if (!kind)
		return parse_error(parse, value->place,
				   "kind = \"%s\" is not known; write %s",
				   value->text, names);
	network->kind = kind->kind;
	return 0;
}

static int key_link(struct parse *parse, const struct value *value,
		    const char *key, const struct network_keys *keys,
		    struct network *network)
{
	if (!value)
		return parse_error(
			parse, keys->place,
			"network \"%s\" of kind %s has no %s; add %s = \"the link's name\"",
			keys->name, keys->kind->text, key, key);
	if (ifname_parse(value->text, &network->link) < 0)
		return parse_error(
			parse, value->place,
			"%s = \"%s\" is not a link's name: 1 to %d characters, no blank, / or :; 'ip link' prints them",
			key, value->text, VMTAP_IFNAME_MAX);
	return 0;
}

int refuse_key(struct parse *parse, const struct value *value, const char *key,
	       const char *kind, const char *remedy)
{
	if (!value)
		return 0;
	return parse_error(parse, value->place,
			   "a network of kind %s has no %s; %s", kind, key,
			   remedy);
}

static const struct value *first(const struct values *values)
{
	return values->n > 0 ? values->at[0] : NULL;
}

static int refuse_modes(struct parse *parse, const struct network_keys *keys,
			const struct kind *kind)
{
	int r = refuse_key(parse, first(&keys->modes), "mode", kind->name,
			   "remove it, or write kind = macvtap");

	if (r < 0)
		return r;
	return refuse_key(
		parse, first(&keys->sources), "sources", kind->name,
		"remove them, or write kind = macvtap and mode = source");
}

/* A network whose devices are ports of a bridge. */
static int keys_port(struct parse *parse, const struct network_keys *keys,
		     const struct kind *kind, struct network *network)
{
	int r = refuse_key(parse, keys->lower, "lower", kind->name,
			   "name the bridge with bridge = \"...\"");

	if (r == 0)
		r = refuse_modes(parse, keys, kind);
	if (r < 0)
		return r;
	return key_link(parse, keys->bridge, "bridge", keys, network);
}

/* A network whose devices are on a lower device. */
static int keys_lower(struct parse *parse, const struct network_keys *keys,
		      const struct kind *kind, struct network *network)
{
	int r = refuse_key(parse, keys->bridge, "bridge", kind->name,
			   "name the link below with lower = \"...\"");

	if (r < 0)
		return r;
	r = key_link(parse, keys->lower, "lower", keys, network);
	if (r < 0)
		return r;
	return kind->has_modes ? keys_modes(parse, keys, network)
			       : refuse_modes(parse, keys, kind);
}

static int keys_limits(struct parse *parse, const struct network_keys *keys,
		       struct network *network)
{
	int r;

	r = value_number(parse, keys->mtu, "mtu", POLICY_MTU_MIN,
			 POLICY_MTU_MAX, &network->mtu);
	if (r < 0)
		return r;
	r = value_number(parse, keys->queues, "queues", 1, VMTAP_QUEUES_MAX,
			 &network->queues);
	if (r < 0)
		return r;
	r = value_number(parse, keys->queues_total, "queues-total", 1,
			 POLICY_QUEUES_TOTAL_MAX, &network->queues_total);
	if (r < 0)
		return r;
	r = value_number(parse, keys->devices, "devices", 1, POLICY_DEVICES_MAX,
			 &network->devices);
	if (r < 0)
		return r;
	return value_bool(parse, keys->vhost, "vhost", &network->has_vhost);
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

int keys_network(struct parse *parse, const struct network_keys *keys,
		 struct network *ret_network)
{
	struct network network = {
		.place = keys->place,
		.queues = 1,
		.devices = POLICY_DEVICES_DEFAULT,
	};
	const struct kind *kind;
	int r;

	if (label_parse(keys->name, &network.name) < 0)
		return parse_error(
			parse, keys->place,
			"\"%s\" cannot be a network's name: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
			keys->name, VMTAP_LABEL_MAX);
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
		r = key_on_tamper(parse, keys->on_tamper, &network);
	if (r < 0)
		return r;
	r = fence_network(parse, &keys->fence, &network);
	if (r < 0)
		return r;
	*ret_network = network;
	return 0;
}
