/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * parse.c - the structure of vmtapd.conf(5): from the trees of all files to
 * the blocks and rules of one policy.  A network's keys can stand in several
 * files; each key in one of them.  Must not judge a value.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "policy/grammar/gather.h"
#include "policy/grammar/text.h"
#include "policy/meaning/blocks.h"

/* ---- what stands in a network ----------------------------------------- */

static int read_rule(struct parse *parse, const struct section *section,
		     enum section_kind kind, const struct network *network,
		     struct rule *ret_rule)
{
	const struct group group = { section, 1 };
	struct keys keys = {
		.kind = kind,
		.title = section_title(section),
		.place = section_place(section),
	};
	int r = keys_gather(parse, &group, &keys);

	if (r == 0)
		r = keys_rule(parse, network, &keys, ret_rule);
	keys_free(&keys);
	return r;
}

static int read_vm(struct parse *parse, const struct section *section,
		   const struct network *network, struct vm *ret_vm)
{
	const struct group group = { section, 1 };
	struct keys keys = {
		.kind = SECTION_VM,
		.title = section_title(section),
		.place = section_place(section),
	};
	int r = keys_gather(parse, &group, &keys);

	if (r == 0)
		r = keys_vm(parse, network, &keys, ret_vm);
	keys_free(&keys);
	return r;
}

/* How many blocks of that name there are in all of them. */
static size_t count_all(const struct group *group, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < group->n; i++)
		n += section_count(&group->sections[i], name);
	return n;
}

static int read_members(struct parse *parse, const struct section *section,
			struct block *block)
{
	int r = 0;

	for (unsigned int i = 0; r == 0 && i < section_count(section, "deny");
	     i++) {
		const struct section deny = section_at(section, "deny", i);

		r = read_rule(parse, &deny, SECTION_DENY, &block->network,
			      &block->rules[block->n_rules]);
		block->n_rules += r == 0;
	}
	for (unsigned int i = 0; r == 0 && i < section_count(section, "allow");
	     i++) {
		const struct section allow = section_at(section, "allow", i);

		r = read_rule(parse, &allow, SECTION_ALLOW, &block->network,
			      &block->rules[block->n_rules]);
		block->n_rules += r == 0;
	}
	for (unsigned int i = 0; r == 0 && i < section_count(section, "vm");
	     i++) {
		const struct section vm = section_at(section, "vm", i);

		r = read_vm(parse, &vm, &block->network,
			    &block->vms[block->n_vms]);
		block->n_vms += r == 0;
	}
	return r;
}

static int read_all_members(struct parse *parse, const struct group *group,
			    struct block *block)
{
	const size_t n_rules =
		count_all(group, "deny") + count_all(group, "allow");
	const size_t n_vms = count_all(group, "vm");
	int r = 0;

	if (n_rules + n_vms > POLICY_RULES_MAX)
		return parse_error(
			parse, block->network.place,
			"more than %d rules in one network; use groups",
			POLICY_RULES_MAX);
	block->rules = calloc(n_rules + 1, sizeof(block->rules[0]));
	block->vms = calloc(n_vms + 1, sizeof(block->vms[0]));
	if (!block->rules || !block->vms)
		return parse_no_memory(parse);
	for (size_t i = 0; r == 0 && i < group->n; i++)
		r = read_members(parse, &group->sections[i], block);
	if (r == 0)
		r = policy_sort_rules(parse, block);
	return r < 0 ? r : policy_sort_vms(parse, block);
}

/* ---- networks --------------------------------------------------------- */

static int read_network(struct parse *parse, const struct group *group,
			struct block *block)
{
	struct keys keys = {
		.kind = SECTION_NETWORK,
		.title = section_title(&group->sections[0]),
		.place = section_place(&group->sections[0]),
	};
	int r = keys_gather(parse, group, &keys);

	for (size_t i = 0; i < group->n; i++)
		if (section_list_count(&group->sections[i], KEY_KIND) > 0)
			keys.place = section_place(&group->sections[i]);
	if (r == 0)
		r = keys_network(parse, &keys, &block->network);
	keys_free(&keys);
	return r < 0 ? r : read_all_members(parse, group, block);
}

/* By name; those of one name in the order of the files. */
static int compare_sections(const void *a, const void *b)
{
	const struct section *x = a, *y = b;
	int r = strcmp(section_title(x), section_title(y));

	return r ? r : strcmp(x->file, y->file);
}

static size_t same_title(const struct section *sections, size_t n)
{
	size_t same = 1;

	while (same < n && strcmp(section_title(&sections[0]),
				  section_title(&sections[same])) == 0)
		same++;
	return same;
}

static int read_networks(struct parse *parse, const struct group *trees,
			 struct policy *policy)
{
	const size_t n = count_all(trees, "network");
	_cleanup_free_
	struct section *sections = calloc(n + 1, sizeof(*sections));
	size_t at = 0;

	policy->blocks = calloc(n + 1, sizeof(policy->blocks[0]));
	if (!policy->blocks || !sections)
		return parse_no_memory(parse);
	for (size_t i = 0; i < trees->n; i++)
		for (unsigned int j = 0;
		     j < section_count(&trees->sections[i], "network"); j++)
			sections[at++] =
				section_at(&trees->sections[i], "network", j);
	qsort(sections, n, sizeof(*sections), compare_sections);
	for (size_t i = 0; i < n;) {
		const struct group group = { &sections[i],
					     same_title(&sections[i], n - i) };
		int r;

		policy->n_blocks++;
		r = read_network(parse, &group,
				 &policy->blocks[policy->n_blocks - 1]);
		if (r < 0)
			return r;
		i += group.n;
	}
	return 0;
}

static int read_global(struct parse *parse, const struct group *trees,
		       struct policy *policy)
{
	const size_t n = count_all(trees, "global");
	_cleanup_free_
	struct section *sections = calloc(n + 1, sizeof(*sections));
	const struct group group = { sections, n };
	struct keys keys = { .kind = SECTION_GLOBAL };
	size_t at = 0;
	int r;

	if (!sections)
		return parse_no_memory(parse);
	for (size_t i = 0; i < trees->n; i++)
		for (unsigned int j = 0;
		     j < section_count(&trees->sections[i], "global"); j++)
			sections[at++] =
				section_at(&trees->sections[i], "global", j);
	r = keys_gather(parse, &group, &keys);
	if (r == 0)
		r = keys_global(parse, &keys, policy);
	keys_free(&keys);
	return r;
}

/* ---- files ------------------------------------------------------------ */

static int read_files(struct parse *parse, const struct policy_text *texts,
		      size_t n, struct policy *policy)
{
	_cleanup_free_
	struct section *trees = calloc(n + 1, sizeof(*trees));
	const struct group group = { trees, n };
	int r = 0;

	if (!trees)
		return parse_no_memory(parse);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = tree_read(parse, policy->files[i], texts[i].text,
			      &trees[i]);
	if (r == 0)
		r = read_global(parse, &group, policy);
	if (r == 0)
		r = read_networks(parse, &group, policy);
	for (size_t i = 0; i < n; i++)
		tree_free(&trees[i]);
	return r;
}

int policy_parse_files(const struct policy_text *texts, size_t n,
		       const struct policy_names *names,
		       struct policy **ret_policy, struct error *err)
{
	struct parse parse = { .names = names, .err = err };
	struct policy *policy = policy_new(texts, n);
	int r;

	if (!policy)
		return parse_no_memory(&parse);
	r = read_files(&parse, texts, n, policy);
	if (r < 0) {
		policy_free(policy);
		return r;
	}
	*ret_policy = policy;
	return 0;
}

int policy_parse(const char *text, const char *filename,
		 const struct policy_names *names, struct policy **ret_policy,
		 struct error *err)
{
	const struct policy_text one = { filename, text };

	return policy_parse_files(&one, 1, names, ret_policy, err);
}
