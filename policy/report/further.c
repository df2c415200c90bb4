/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * further.c - leaves out the key that a mistake is about, and reads the block
 * again.  That key is the one without which there is another message, or none.
 */
#include "policy/report/further.h"

#include <stdlib.h>
#include <string.h>

#include "policy/meaning/blocks.h"

/* What is read is thrown away; only the message counts.  False: there is none. */
static bool try(const struct parse *parse, const struct keys *keys,
		const struct network *network, struct error *ret_err)
{
	struct policy_names names = *parse->names;
	struct parse quiet = *parse;
	union {
		struct network network;
		struct policy policy;
		struct rule rule;
		struct vm vm;
	} *scratch = calloc(1, sizeof(*scratch));
	int r = 0;

	names.mistake = NULL;
	quiet.names = &names;
	quiet.err = ret_err;
	quiet.n_mistakes = 0;
	quiet.has_failed = false;
	if (!scratch)
		return false;
	switch (keys->kind) {
	case SECTION_FILE:
		break;
	case SECTION_GLOBAL:
		r = keys_global(&quiet, keys, &scratch->policy);
		break;
	case SECTION_NETWORK:
		r = keys_network(&quiet, keys, &scratch->network);
		break;
	case SECTION_ALLOW:
	case SECTION_DENY:
		r = keys_rule(&quiet, network, keys, &scratch->rule);
		break;
	case SECTION_VM:
		r = keys_vm(&quiet, network, keys, &scratch->vm);
		break;
	}
	free(scratch);
	return r < 0;
}

/* Without these the others have another meaning, or none. */
static bool is_needed(enum key key)
{
	return key == KEY_KIND || key == KEY_BRIDGE || key == KEY_LOWER ||
	       key == KEY_MODE || key == KEY_SOURCES || key == KEY_VM_MAC;
}

/* Leave out the key that *err is about.  True: another mistake is in *err. */
static bool find_next(const struct parse *parse, struct keys *keys,
		      const struct network *network, struct error *err)
{
	for (enum key key = 0; key < KEYS; key++) {
		const struct values values = keys->of[key];
		struct error other = { 0 };

		if (values.n == 0 || is_needed(key))
			continue;
		keys->of[key].n = 0;
		if (!try(parse, keys, network, &other))
			return false;
		if (strcmp(other.text, err->text) != 0) {
			*err = other;
			return true;
		}
		keys->of[key] = values;
	}
	return false;
}

void further_mistakes(struct parse *parse, const struct keys *keys,
		      const struct network *network)
{
	struct keys rest = *keys;
	struct error err = { 0 };

	if (!try(parse, &rest, network, &err))
		return;
	while (find_next(parse, &rest, network, &err))
		if (!parse_tell(parse, &err))
			return;
}
