/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * keys.c - the meaning of vmtapd.conf(5): values, and which of them go
 * together.  Comes after parse.c; knows nothing of libconfuse.
 */
#include <errno.h>
#include <string.h>

#include "parse.h"

static int key_kind(struct parse *parse, const struct network_keys *keys,
		    struct network *network)
{
	const struct value *value = keys->kind;

	if (!value)
		return parse_error(
			parse, keys->place,
			"network \"%s\" has no kind; add kind = bridge or kind = macvtap",
			keys->name);
	if (strcmp(value->text, "bridge") == 0)
		network->kind = VMTAP_KIND_BRIDGE;
	else if (strcmp(value->text, "macvtap") == 0)
		network->kind = VMTAP_KIND_MACVTAP;
	else
		return parse_error(
			parse, value->place,
			"kind = \"%s\" is not known; write bridge or macvtap",
			value->text);
	return 0;
}

static int key_mode(struct parse *parse, const struct network_keys *keys,
		    struct network *network)
{
	static const struct {
		const char *word;
		enum vmtap_mode mode;
	} modes[] = {
		{ "private", VMTAP_MODE_PRIVATE },
		{ "vepa", VMTAP_MODE_VEPA },
		{ "bridge", VMTAP_MODE_BRIDGE },
		{ "passthru", VMTAP_MODE_PASSTHRU },
		{ "source", VMTAP_MODE_SOURCE },
	};

	if (!keys->mode) {
		network->mode = VMTAP_MODE_BRIDGE;
		return 0;
	}
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(keys->mode->text, modes[i].word) == 0) {
			network->mode = modes[i].mode;
			return 0;
		}
	return parse_error(
		parse, keys->mode->place,
		"mode = \"%s\" is not known; write private, vepa, bridge, passthru or source",
		keys->mode->text);
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

/* A key that the other kind has. */
static int refuse_key(struct parse *parse, const struct value *value,
		      const char *key, const char *kind, const char *remedy)
{
	if (!value)
		return 0;
	return parse_error(parse, value->place,
			   "a network of kind %s has no %s; %s", kind, key,
			   remedy);
}

static int keys_bridge(struct parse *parse, const struct network_keys *keys,
		       struct network *network)
{
	int r;

	r = refuse_key(parse, keys->lower, "lower", "bridge",
		       "name the bridge with bridge = \"...\"");
	if (r < 0)
		return r;
	r = refuse_key(parse, keys->mode, "mode", "bridge",
		       "remove it, or write kind = macvtap");
	if (r < 0)
		return r;
	r = refuse_key(
		parse, keys->n_sources ? keys->sources[0] : NULL, "sources",
		"bridge",
		"remove them, or write kind = macvtap and mode = source");
	if (r < 0)
		return r;
	return key_link(parse, keys->bridge, "bridge", keys, network);
}

static int add_source(struct parse *parse, const struct value *value,
		      struct network *network)
{
	struct lladdr source;

	if (lladdr_parse(value->text, &source) < 0)
		return parse_error(
			parse, value->place,
			"source \"%s\" is not an address; write it as \"52:54:00:12:34:56\"",
			value->text);
	if (!lladdr_is_station(&source))
		return parse_error(
			parse, value->place,
			"source \"%s\" is no station's address but zero or multicast; the first byte must be even",
			value->text);
	if (network->n_sources == POLICY_SOURCES_MAX)
		return parse_error(
			parse, value->place,
			"more than %d sources in one network; split it in two",
			POLICY_SOURCES_MAX);
	for (size_t i = 0; i < network->n_sources; i++)
		if (lladdr_equal(&network->sources[i], &source))
			return parse_error(
				parse, value->place,
				"source \"%s\" is listed twice; remove one",
				value->text);
	network->sources[network->n_sources++] = source;
	return 0;
}

static int key_sources(struct parse *parse, const struct network_keys *keys,
		       struct network *network)
{
	const bool is_source = network->mode == VMTAP_MODE_SOURCE;

	if (is_source && keys->n_sources == 0)
		return parse_error(
			parse, keys->mode->place,
			"mode = source needs the stations to accept; add sources = {\"52:54:00:12:34:56\", ...}");
	if (!is_source && keys->n_sources > 0)
		return parse_error(
			parse, keys->sources[0]->place,
			"sources count in mode = source only; write that, or remove them");
	for (size_t i = 0; i < keys->n_sources; i++) {
		int r = add_source(parse, keys->sources[i], network);

		if (r < 0)
			return r;
	}
	return 0;
}

static int keys_macvtap(struct parse *parse, const struct network_keys *keys,
			struct network *network)
{
	int r;

	r = refuse_key(parse, keys->bridge, "bridge", "macvtap",
		       "name the link below with lower = \"...\"");
	if (r < 0)
		return r;
	r = key_link(parse, keys->lower, "lower", keys, network);
	if (r < 0)
		return r;
	r = key_mode(parse, keys, network);
	if (r < 0)
		return r;
	return key_sources(parse, keys, network);
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
	r = value_number(parse, keys->devices, "devices", 1, POLICY_DEVICES_MAX,
			 &network->devices);
	if (r < 0)
		return r;
	return value_bool(parse, keys->vhost, "vhost", &network->has_vhost);
}

int keys_network(struct parse *parse, const struct network_keys *keys,
		 struct network *ret_network)
{
	struct network network = {
		.place = keys->place,
		.queues = 1,
		.devices = POLICY_DEVICES_DEFAULT,
	};
	int r;

	if (label_parse(keys->name, &network.name) < 0)
		return parse_error(
			parse, keys->place,
			"\"%s\" cannot be a network's name: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
			keys->name, VMTAP_LABEL_MAX);
	r = key_kind(parse, keys, &network);
	if (r < 0)
		return r;
	r = network.kind == VMTAP_KIND_BRIDGE
		    ? keys_bridge(parse, keys, &network)
		    : keys_macvtap(parse, keys, &network);
	if (r < 0)
		return r;
	r = keys_limits(parse, keys, &network);
	if (r < 0)
		return r;
	*ret_network = network;
	return 0;
}
