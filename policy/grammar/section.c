/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * section.c - the sections that grammar.c makes from a file, and that parse.c
 * merges.
 */
#include "policy/grammar/section.h"

#include <stdlib.h>

struct section *section_add(struct section *section, enum section_kind kind)
{
	struct section **at = &section->members;

	while (*at)
		at = &(*at)->next;
	*at = calloc(1, sizeof(**at));
	if (*at)
		(*at)->keys.kind = kind;
	section->n_members++;
	return *at;
}

struct value *section_add_value(struct section *section, enum key key,
				size_t length)
{
	struct values *values = &section->keys.of[key];
	const struct value **at = values->at;
	struct value *value = calloc(1, sizeof(*value) + length + 1);

	if (value && (values->n & (values->n - 1)) == 0) /* 0, 1, 2, 4: there is
							  * no room left */
		at = reallocarray(at, 2 * values->n + 1, sizeof(*at));
	if (!value || !at) {
		free(value);
		return NULL;
	}
	value->key = key;
	values->at = at;
	values->at[values->n++] = value;
	return value;
}

int section_merge(struct parse *parse, const struct section *other,
		  struct keys *keys)
{
	for (enum key key = 0; key < KEYS; key++) {
		const struct value *mine = keys_value(keys, key);
		const struct value *theirs = keys_value(&other->keys, key);

		if (mine && theirs)
			return parse_error(
				parse, theirs->place,
				"%s stands in %s:%u, too; keep one of them",
				key_name(key), mine->place.file,
				mine->place.line);
		if (theirs)
			keys->of[key] = other->keys.of[key];
	}
	return 0;
}

static void free_values(struct values *values)
{
	for (size_t i = 0; i < values->n; i++)
		free((struct value *)values->at[i]);
	free(values->at);
}

void section_free(struct section *section)
{
	while (section->members) {
		struct section *member = section->members;

		section->members = member->next;
		section_free(member);
		free(member);
	}
	for (enum key key = 0; key < KEYS; key++)
		free_values(&section->keys.of[key]);
	free(section->title);
}
