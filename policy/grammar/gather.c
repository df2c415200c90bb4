/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gather.c - the keys of a block, which can stand in several files; each key
 * in one of them.  Comes after tree.c; must not judge a value.
 */
#include "policy/grammar/gather.h"

#include <errno.h>
#include <stdlib.h>

static int keep_list(struct parse *parse, const struct section *section,
		     enum key key, struct values *values)
{
	values->n = section_list_count(section, key);
	values->at = calloc(values->n + 1, sizeof(values->at[0]));
	if (!values->at)
		return parse_no_memory(parse);
	for (unsigned int i = 0; i < values->n; i++)
		values->at[i] = section_list_at(section, key, i);
	return 0;
}

/* One key out of the only block that has it. */
static int gather_key(struct parse *parse, const struct group *group,
		      enum key key, struct values *values)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct section *section = &group->sections[i];

		if (section_list_count(section, key) == 0)
			continue;
		if (values->n > 0)
			return parse_error(
				parse, section_list_at(section, key, 0)->place,
				"%s stands in %s:%u, too; keep one of them",
				key_name(key), values->at[0]->place.file,
				values->at[0]->place.line);
		if (keep_list(parse, section, key, values) < 0)
			return -ENOMEM;
	}
	return 0;
}

int keys_gather(struct parse *parse, const struct group *group,
		struct keys *keys)
{
	int r = 0;

	for (enum key key = 0; r == 0 && key < KEYS; key++)
		if (key_find(keys->kind, key_name(key)) == key)
			r = gather_key(parse, group, key, &keys->of[key]);
	return r;
}

void keys_free(struct keys *keys)
{
	for (enum key key = 0; key < KEYS; key++)
		free(keys->of[key].at);
}
