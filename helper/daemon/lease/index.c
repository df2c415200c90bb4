/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemon/lease/index.h"

#include <stddef.h>

static unsigned long compared;

static int compare(const struct index_entry *a, const struct index_entry *b)
{
	compared++;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return 0;
}

RB_PROTOTYPE(index_tree, index_entry, node, compare)
RB_GENERATE(index_tree, index_entry, node, compare)

void index_put(struct index_tree *tree, struct index_entry *entry, uint64_t key)
{
	if (entry->key == key)
		return;
	if (entry->key)
		(void)RB_REMOVE(index_tree, tree, entry);
	entry->key = key;
	if (key)
		(void)RB_INSERT(index_tree, tree, entry);
}

struct index_entry *index_from(const struct index_tree *tree, uint64_t key)
{
	struct index_entry wanted = { .key = key };

	return RB_NFIND(index_tree, (struct index_tree *)tree, &wanted);
}

struct index_entry *index_next(struct index_entry *entry)
{
	return RB_NEXT(index_tree, NULL, entry);
}

unsigned long index_compared(void)
{
	return compared;
}
