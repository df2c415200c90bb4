/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model.c - struct policy after it is parsed: look-up and end.
 */
#include "policy/model.h"

#include <stdlib.h>
#include <string.h>

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->n_blocks; i++) {
		free(policy->blocks[i].rules);
		free(policy->blocks[i].vms);
	}
	free(policy->blocks);
	free(policy->segments);
	free(policy->logins);
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

size_t policy_networks(const struct policy *policy)
{
	return policy->n_blocks;
}

const struct network *policy_network(const struct policy *policy, size_t i)
{
	return i < policy->n_blocks ? &policy->blocks[i].network : NULL;
}

/* The number of networks whose name sorts before name, or is name. */
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
