/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * parse.c - the structure of vmtapd.conf(5): from the sections of all files to
 * the blocks and rules of one policy.  A network may have its keys in several
 * files, but each key in only one of them.  It must not judge a value.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "policy/grammar/grammar.h"
#include "policy/meaning/blocks.h"
#include "policy/report/further.h"

/* Sections about the same thing.  Each file has at most one of them, except for
 * "global". */
struct group {
	const struct section **sections;
	size_t n;
};

/* ---- members of a network --------------------------------------------- */

static int read_member(struct parse *parse, const struct keys *keys,
		       struct block *block)
{
	int r = 0;

	switch (keys->kind) {
	case SECTION_ALLOW:
	case SECTION_DENY:
		r = keys_rule(parse, &block->network, keys,
			      &block->rules[block->n_rules]);
		block->n_rules += r == 0;
		break;
	case SECTION_VM:
		r = keys_vm(parse, &block->network, keys,
			    &block->vms[block->n_vms]);
		block->n_vms += r == 0;
		break;
	case SECTION_FILE:
	case SECTION_GLOBAL:
	case SECTION_NETWORK:
		break;
	}
	return r;
}

/* As read_member(), but tell all mistakes of the member. */
static int read_or_tell(struct parse *parse, const struct section *member,
			struct block *block)
{
	int r;

	if (member->is_flawed)
		return 0; /* its mistakes were told */
	r = read_member(parse, &member->keys, block);
	if (!parse_goes_on(parse, r))
		return r;
	further_mistakes(parse, &member->keys, &block->network);
	return 0;
}

static int read_members(struct parse *parse, const struct group *group,
			struct block *block)
{
	const unsigned int before = parse->n_mistakes;
	const struct section *member;
	size_t n = 0, n_vms = 0;
	int r = 0;

	for (size_t i = 0; i < group->n; i++) {
		n += group->sections[i]->n_members;
		for (member = group->sections[i]->members; member;
		     member = member->next)
			n_vms += member->keys.kind == SECTION_VM;
	}
	if (n > POLICY_RULES_MAX)
		return parse_error(
			parse, block->network.place,
			"more than %d rules in one network; use groups",
			POLICY_RULES_MAX);
	block->rules = calloc(n - n_vms + 1, sizeof(block->rules[0]));
	block->vms = calloc(n_vms + 1, sizeof(block->vms[0]));
	if (!block->rules || !block->vms)
		return parse_no_memory(parse);
	for (size_t i = 0; r == 0 && i < group->n; i++)
		for (member = group->sections[i]->members; r == 0 && member;
		     member = member->next)
			r = read_or_tell(parse, member, block);
	if (r < 0 || parse->n_mistakes > before)
		return r; /* what is missing would be a mistake, too */
	if (r == 0)
		r = policy_sort_rules(parse, block);
	if (r == 0)
		r = policy_sort_vms(parse, block);
	return r < 0 ? r : policy_check_macs(parse, block);
}

/* ---- networks --------------------------------------------------------- */

static int read_network(struct parse *parse, const struct group *group,
			struct block *block)
{
	struct keys keys = group->sections[0]->keys;
	int r = 0;

	for (size_t i = 1; r == 0 && i < group->n; i++) {
		if (keys_value(&group->sections[i]->keys, KEY_KIND))
			keys.place = group->sections[i]->keys.place;
		r = section_merge(parse, group->sections[i], &keys);
	}
	if (r < 0)
		return r;
	r = keys_network(parse, &keys, &block->network);
	if (r == 0)
		return read_members(parse, group, block);
	if (parse_goes_on(parse, r))
		further_mistakes(parse, &keys, NULL);
	return r;
}

/* Has a line of it a mistake, which was told?  Then it is not whole. */
static bool is_flawed(const struct group *group)
{
	for (size_t i = 0; i < group->n; i++)
		if (group->sections[i]->is_flawed)
			return true;
	return false;
}

/* Sort by name.  Sections with the same name stay in the order of the files. */
static int compare_sections(const void *a, const void *b)
{
	const struct keys *x = &(*(const struct section *const *)a)->keys;
	const struct keys *y = &(*(const struct section *const *)b)->keys;
	int r = strcmp(x->title, y->title);

	return r ? r : strcmp(x->place.file, y->place.file);
}

static size_t same_title(const struct section **sections, size_t n)
{
	size_t same = 1;

	while (same < n &&
	       strcmp(sections[0]->title, sections[same]->title) == 0)
		same++;
	return same;
}

/* Collect all sections of a kind, in the order of the files. */
static int collect(struct parse *parse, const struct section *files,
		   enum section_kind kind, struct group *ret_group)
{
	const struct section **sections, *section;
	size_t n = 0;

	for (const struct section *file = files; file; file = file->next)
		n += file->n_members;
	sections = calloc(n + 1, sizeof(*sections));
	if (!sections)
		return parse_no_memory(parse);
	*ret_group = (struct group){ .sections = sections };
	for (const struct section *file = files; file; file = file->next)
		for (section = file->members; section; section = section->next)
			if (section->keys.kind == kind &&
			    (section->title || kind != SECTION_NETWORK))
				sections[ret_group->n++] = section;
	return 0;
}

static int read_networks(struct parse *parse, const struct group *all,
			 struct policy *policy)
{
	const struct section **sections = all->sections;
	int r = 0;

	policy->blocks = calloc(all->n + 1, sizeof(policy->blocks[0]));
	if (!policy->blocks)
		return parse_no_memory(parse);
	qsort(sections, all->n, sizeof(*sections), compare_sections);
	for (size_t i = 0; r == 0 && i < all->n;) {
		const struct group group = {
			&sections[i], same_title(&sections[i], all->n - i)
		};

		i += group.n;
		if (is_flawed(&group))
			continue;
		policy->n_blocks++;
		r = read_network(parse, &group,
				 &policy->blocks[policy->n_blocks - 1]);
		if (parse_goes_on(parse, r))
			r = 0;
	}
	return r;
}

static int read_global(struct parse *parse, const struct group *all,
		       struct policy *policy)
{
	struct keys keys = { .kind = SECTION_GLOBAL };
	int r = 0;

	for (size_t i = 0; r == 0 && i < all->n; i++)
		r = section_merge(parse, all->sections[i], &keys);
	if (r < 0 || is_flawed(all))
		return r;
	r = keys_global(parse, &keys, policy);
	if (parse_goes_on(parse, r))
		further_mistakes(parse, &keys, NULL);
	return r;
}

/* ---- files ------------------------------------------------------------ */

static int read_all(struct parse *parse, const struct section *files,
		    struct policy *policy)
{
	struct group globals = { 0 }, networks = { 0 };
	int r = collect(parse, files, SECTION_GLOBAL, &globals);

	if (r == 0)
		r = read_global(parse, &globals, policy);
	if (parse_goes_on(parse, r))
		r = 0;
	if (r == 0)
		r = collect(parse, files, SECTION_NETWORK, &networks);
	if (r == 0)
		r = read_networks(parse, &networks, policy);
	if (r == 0 && parse->n_mistakes == 0)
		r = policy_check_reserved(parse, policy);
	free(globals.sections);
	free(networks.sections);
	return r;
}

static int read_files(struct parse *parse, const struct policy_text *texts,
		      struct policy *policy)
{
	const size_t n = policy->n_files;
	_cleanup_free_
	struct section *files = calloc(n + 1, sizeof(*files));
	int r = 0;

	if (!files)
		return parse_no_memory(parse);
	for (size_t i = 0; r == 0 && i < n; i++) {
		files[i].next = &files[i + 1];
		r = grammar_read(parse, policy->files[i], texts[i].text,
				 &files[i]);
		if (parse_goes_on(parse, r))
			r = 0;
	}
	if (r == 0 && !parse->is_cut)
		r = read_all(parse, files, policy);
	if (r == 0 && parse->n_mistakes > 0)
		r = -EINVAL;
	for (size_t i = 0; i < n; i++)
		section_free(&files[i]);
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
	parse.lacking = &policy->lacking;
	r = read_files(&parse, texts, policy);
	if (r == 0 && names->uids && policy_keep_uids(policy, names->uids) < 0)
		r = parse_no_memory(&parse);
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
