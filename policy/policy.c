/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.c - struct policy once it is parsed: order, look-up, end.
 */
#include "policy.h"

#include <stdlib.h>
#include <string.h>

#include "parse.h"

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->n_blocks; i++)
		free(policy->blocks[i].rules);
	free(policy->blocks);
	free(policy->filename);
	free(policy);
}

static int compare_blocks(const void *a, const void *b)
{
	const struct block *x = a, *y = b;

	return strcmp(x->network.name.s, y->network.name.s);
}

void policy_sort_blocks(struct policy *policy)
{
	qsort(policy->blocks, policy->n_blocks, sizeof(policy->blocks[0]),
	      compare_blocks);
}

/* Denials, then down the ladder.  0: the same rule twice. */
static int compare_subject(const struct rule *x, const struct rule *y)
{
	if (x->is_deny != y->is_deny)
		return x->is_deny ? -1 : 1;
	return who_compare(&x->who, &y->who);
}

static int compare_rules(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;
	int r = compare_subject(x, y);

	return r ? r
		 : (x->place.line > y->place.line) -
			       (x->place.line < y->place.line);
}

int policy_sort_rules(struct parse *parse, struct block *block)
{
	qsort(block->rules, block->n_rules, sizeof(block->rules[0]),
	      compare_rules);
	for (size_t i = 1; i < block->n_rules; i++) {
		const struct rule *first = &block->rules[i - 1];
		const struct rule *second = &block->rules[i];

		if (compare_subject(first, second) == 0)
			return parse_error(
				parse, second->place,
				"%s \"%s\" names the same %s as \"%s\" in line %u; keep one",
				second->is_deny ? "deny" : "allow",
				second->text, who_kind_name(second->who.kind),
				first->text, first->place.line);
	}
	return 0;
}

size_t policy_networks(const struct policy *policy)
{
	return policy->n_blocks;
}

const struct network *policy_network(const struct policy *policy, size_t i)
{
	return i < policy->n_blocks ? &policy->blocks[i].network : NULL;
}

/* How many networks have a name that sorts before name, or is name. */
static size_t count_up_to(const struct policy *policy, const struct label *name)
{
	size_t low = 0, high = policy->n_blocks;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(policy->blocks[middle].network.name.s, name->s) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct network *policy_network_after(const struct policy *policy,
					   const struct label *name)
{
	return policy_network(policy, count_up_to(policy, name));
}

const struct network *policy_network_named(const struct policy *policy,
					   const struct label *name)
{
	const size_t n = count_up_to(policy, name);
	const struct network *network = n > 0 ? policy_network(policy, n - 1)
					      : NULL;

	return network && strcmp(network->name.s, name->s) == 0 ? network
								: NULL;
}
