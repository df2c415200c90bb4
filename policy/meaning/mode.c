/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mode.c - the modes that a macvtap network offers, and the stations of mode
 * source.  keys.c calls it.
 */
#include <errno.h>

#include "common/words.h"
#include "policy/meaning/parts.h"
#include "policy/report/similar.h"

static int find_mode(struct parse *parse, const struct value *value,
		     enum vmtap_mode *ret_mode)
{
	const enum vmtap_mode mode = words_find_mode(value->text);
	char hint[SIMILAR_TEXT_SIZE];

	if (mode == VMTAP_MODE_NONE)
		return parse_error(
			parse, value->place,
			"mode = \"%s\" is not known%s; write " WORDS_MODES,
			value->text,
			similar_in(value->text, WORDS_MODES, hint));
	*ret_mode = mode;
	return 0;
}

/* The first mode is the default. */
static int key_mode(struct parse *parse, const struct keys *keys,
		    struct network *network)
{
	network->mode = VMTAP_MODE_BRIDGE;
	for (size_t i = 0; i < keys->of[KEY_MODE].n; i++) {
		const struct value *value = keys->of[KEY_MODE].at[i];
		enum vmtap_mode mode = VMTAP_MODE_NONE;
		int r = find_mode(parse, value, &mode);

		if (r < 0)
			return r;
		if (network->modes & (1u << mode))
			return parse_error(
				parse, value->place,
				"mode %s is listed twice; remove one",
				value->text);
		if (i == 0)
			network->mode = mode;
		network->modes |= 1u << mode;
	}
	if (keys->of[KEY_MODE].n == 0)
		network->modes = 1u << network->mode;
	if (keys->of[KEY_MODE].n > 1 &&
	    (network->modes & (1u << VMTAP_MODE_PASSTHRU)))
		return parse_error(
			parse, keys->of[KEY_MODE].at[0]->place,
			"mode passthru takes the whole lower device, so no other can be offered beside it; make two networks on two links");
	return 0;
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

static int key_sources(struct parse *parse, const struct keys *keys,
		       struct network *network)
{
	const bool is_source = network->modes & (1u << VMTAP_MODE_SOURCE);

	if (is_source && keys->of[KEY_SOURCES].n == 0)
		return parse_error(
			parse, keys->of[KEY_MODE].at[0]->place,
			"mode = source needs the stations to accept; add sources = {\"52:54:00:12:34:56\", ...}");
	if (!is_source && keys->of[KEY_SOURCES].n > 0)
		return parse_error(
			parse, keys->of[KEY_SOURCES].at[0]->place,
			"sources count in mode = source only; write that, or remove them");
	for (size_t i = 0; i < keys->of[KEY_SOURCES].n; i++) {
		int r = add_source(parse, keys->of[KEY_SOURCES].at[i], network);

		if (r < 0)
			return r;
	}
	return 0;
}

int keys_modes(struct parse *parse, const struct keys *keys,
	       struct network *network)
{
	int r = key_mode(parse, keys, network);

	return r < 0 ? r : key_sources(parse, keys, network);
}
