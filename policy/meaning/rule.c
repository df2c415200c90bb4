/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rule.c - the meaning of allow and deny in vmtapd.conf(5): their subject, and
 * what they permit.  It comes after keys.c, which reads the network around the
 * rule.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/meaning/blocks.h"
#include "policy/meaning/limit.h"
#include "policy/meaning/parts.h"
#include "policy/meaning/value.h"
#include "policy/report/similar.h"

static int add_range(struct parse *parse, const struct value *value,
		     struct rule *rule)
{
	struct lladdr_range range;
	int r = value_range(parse, value, &range);

	if (r < 0)
		return r;
	if (rule->n_ranges == VMTAP_RANGES_MAX)
		return parse_error(
			parse, value->place,
			"more than %d ranges in one rule; use fewer, wider ones",
			VMTAP_RANGES_MAX);
	rule->ranges[rule->n_ranges++] = range;
	return 0;
}

static int add_option(struct parse *parse, const struct value *value,
		      struct rule *rule)
{
	static const struct {
		const char *word;
		unsigned int option;
	} words[] = {
		{ "none", 0 },
		{ "mac", OPTION_MAC },
		{ "queues", OPTION_QUEUES },
		{ "vhost", OPTION_VHOST },
		{ "mode", OPTION_MODE },
	};
	char hint[SIMILAR_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(value->text, words[i].word) == 0) {
			rule->options |= words[i].option;
			return 0;
		}
	return parse_error(
		parse, value->place,
		"option \"%s\" is not known%s; write mac, queues, vhost or mode, or none alone",
		value->text,
		similar_in(value->text, "mac queues vhost mode none", hint));
}

static int rule_options(struct parse *parse, const struct values *values,
			struct rule *rule)
{
	if (values->n == 0)
		return 0;
	rule->options = 0;
	for (size_t i = 0; i < values->n; i++) {
		int r = add_option(parse, values->at[i], rule);

		if (r < 0)
			return r;
		if (values->n > 1 && strcmp(values->at[i]->text, "none") == 0)
			return parse_error(
				parse, values->at[i]->place,
				"none must be alone in options; remove it, or the others");
	}
	return 0;
}

static int rule_limits(struct parse *parse, const struct network *network,
		       const struct keys *keys, struct rule *rule)
{
	const struct range mtu = { POLICY_MTU_MIN, POLICY_MTU_MAX };
	const struct value *vhost = keys_value(keys, KEY_VHOST);
	int r;

	r = limits_allow(parse, network, keys, &rule->limits);
	if (r == 0)
		r = value_number(parse, keys_value(keys, KEY_MTU), mtu,
				 &rule->mtu);
	if (r == 0)
		r = value_bool(parse, vhost, &rule->has_vhost);
	if (r == 0 && rule->has_vhost && !network->has_vhost)
		r = parse_error(
			parse, vhost->place,
			"network \"%s\" itself has no vhost; write vhost = true there, too, or remove it here",
			network->name.s);
	return r;
}

int keys_rule(struct parse *parse, const struct network *network,
	      const struct keys *keys, struct rule *ret_rule)
{
	struct rule rule = {
		.is_deny = keys->kind == SECTION_DENY,
		.place = keys->place,
		.limits = network->limits,
		.mtu = network->mtu,
		.has_vhost = network->has_vhost,
		.options = OPTION_ALL,
		.fence = network->fence,
	};
	int r;

	r = who_parse(parse, keys->place, rule.is_deny ? "deny" : "allow",
		      keys->title, &rule.who);
	if (r < 0)
		return r;
	memcpy(rule.text, keys->title, strlen(keys->title) + 1);
	r = rule_limits(parse, network, keys, &rule);
	for (size_t i = 0; r == 0 && i < keys->of[KEY_MAC].n; i++)
		r = add_range(parse, keys->of[KEY_MAC].at[i], &rule);
	if (r == 0)
		r = rule_options(parse, &keys->of[KEY_OPTIONS], &rule);
	if (r == 0 && !rule.is_deny)
		r = fence_allow(parse, keys, network, &rule.fence);
	if (r == 0)
		*ret_rule = rule;
	return r;
}

/* ---- order ----------------------------------------------------------- */

/* Denials come first, and then the others down the ladder.  0: both are the
 * same rule. */
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
		if (block->rules[i].who.kind != WHO_UNKNOWN &&
		    compare_subject(&block->rules[i - 1], &block->rules[i]) ==
			    0)
			return refuse_twice(parse, &block->rules[i - 1],
					    &block->rules[i]);
	return 0;
}
