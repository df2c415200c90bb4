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

/* Fill *keys; -EINVAL if a key stands in two blocks.  Free the lists in it
 * with the function of the same name, after a failure, too. */
int gather_network(struct parse *parse, const struct group *group,
		   struct network_keys *keys);
int gather_rule(struct parse *parse, const struct group *group,
		struct rule_keys *keys);
int gather_vm(struct parse *parse, const struct group *group,
	      struct vm_keys *keys);
int gather_global(struct parse *parse, const struct group *group,
		  struct global_keys *keys);

void free_network_keys(struct network_keys *keys);
void free_rule_keys(struct rule_keys *keys);
void free_vm_keys(struct vm_keys *keys);
void free_global_keys(struct global_keys *keys);

#endif
