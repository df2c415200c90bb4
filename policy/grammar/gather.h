/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gather.h - from the blocks of a tree to a struct of keys.  Private to
 * policy/.
 */
#ifndef VMTAP_POLICY_GATHER_H
#define VMTAP_POLICY_GATHER_H

#include "policy/grammar/tree.h"

/* The blocks that speak of the same thing: one in each file at most, but for
 * "global". */
struct group {
	const struct section *sections;
	size_t n;
};

/* Fill *keys, whose kind is told; -EINVAL if a key stands in two blocks.  Free
 * its lists, after a failure, too. */
int keys_gather(struct parse *parse, const struct group *group,
		struct keys *keys);
void keys_free(struct keys *keys);

#endif
