/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * key.c - the list of keys as a table for the parser.
 */
#include "policy/key.h"

enum {
	GLOBAL = 1 << SECTION_GLOBAL,
	NETWORK = 1 << SECTION_NETWORK,
	ALLOW = 1 << SECTION_ALLOW,
	VM = 1 << SECTION_VM,
};

enum values_max { ONE, LIST };

#define KEY(key, name, sections, values)                                       \
	[KEY_##key] = { name, sections, values == LIST },
static const struct {
	const char *name;
	unsigned int sections;
	bool has_list;
} table[KEYS] = { POLICY_KEYS(KEY) };
#undef KEY

const char *key_name(enum key key)
{
	return table[key].name;
}

bool key_has_list(enum key key)
{
	return table[key].has_list;
}

bool key_is_in(enum key key, enum section_kind kind)
{
	return table[key].sections & 1u << kind;
}

const struct value *keys_value(const struct keys *keys, enum key key)
{
	return keys->of[key].n > 0 ? keys->of[key].at[0] : NULL;
}
