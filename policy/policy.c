/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.c - struct policy once it is parsed: order, look-up, end.
 */
#include "policy/policy.h"

#include <stdlib.h>
#include <string.h>

#include "policy/parse.h"

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->n_blocks; i++) {
		free(policy->blocks[i].rules);
		free(policy->blocks[i].vms);
	}
	free(policy->blocks);
	for (size_t i = 0; i < policy->n_files; i++)
		free(policy->files[i]);
	free(policy->files);
	free(policy);
}

struct policy *policy_new(const struct policy_text *texts, size_t n)
{
	struct policy *policy = calloc(1, sizeof(*policy));

	if (!policy)
		return NULL;
	policy->files = calloc(n + 1, sizeof(policy->files[0]));
	while (policy->files && policy->n_files < n) {
		char *name = strdup(texts[policy->n_files].name);

		if (!name)
			break;
		policy->files[policy->n_files++] = name;
	}
	if (policy->files && policy->n_files == n)
		return policy;
	policy_free(policy);
	return NULL;
}

/* Denials, then down the ladder.  0: the same rule twice. */
static int compare_subject(const struct rule *x, const struct rule *y)
{
	if (x->is_deny != y->is_deny)
		return x->is_deny ? -1 : 1;
	return who_compare(&x->who, &y->who);
}

static int compare_places(const struct place *x, const struct place *y)
{
	int r = strcmp(x->file, y->file);

	return r ? r : (x->line > y->line) - (x->line < y->line);
}

static int compare_rules(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;
	int r = compare_subject(x, y);

	return r ? r : compare_places(&x->place, &y->place);
}

static int refuse_twice(struct parse *parse, const struct rule *first,
			const struct rule *second)
{
	const bool is_same_file = first->place.file == second->place.file;

	return parse_error(
		parse, second->place,
		"%s \"%s\" names the same %s as \"%s\" in %s%s%u; keep one",
		second->is_deny ? "deny" : "allow", second->text,
		who_kind_name(second->who.kind), first->text,
		is_same_file ? "line" : first->place.file,
		is_same_file ? " " : ":", first->place.line);
}

int policy_sort_rules(struct parse *parse, struct block *block)
{
	qsort(block->rules, block->n_rules, sizeof(block->rules[0]),
	      compare_rules);
	for (size_t i = 1; i < block->n_rules; i++)
		if (compare_subject(&block->rules[i - 1], &block->rules[i]) ==
		    0)
			return refuse_twice(parse, &block->rules[i - 1],
					    &block->rules[i]);
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
