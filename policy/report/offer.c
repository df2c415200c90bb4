/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * offer.c - puts the rules of a network into words.
 */
#include "policy/report/offer.h"

#include <stdio.h>
#include <string.h>

#include "policy/model.h"

#define MORE ", ..."

/* False if the text has no room for the rule. */
static bool add_rule(char text[VMTAP_TEXT_MAX + 1], const struct rule *rule)
{
	const size_t n = strlen(text);
	const size_t room = VMTAP_TEXT_MAX + 1 - n;
	const int length =
		snprintf(text + n, room, "%s%s \"%s\"", n > 0 ? ", " : "",
			 rule->is_deny ? "deny" : "allow", rule->text);

	if (length >= 0 && (size_t)length + strlen(MORE) < room)
		return true;
	(void)snprintf(text + n, room, "%s", MORE);
	return false;
}

void policy_offer(const struct network *network, struct decision *ret_decision)
{
	const struct block *block = (const struct block *)network;

	*ret_decision = (struct decision){
		.network = network,
		.mode = network->mode,
		.limits = network->limits,
		.mtu = network->mtu,
		.has_vhost = network->has_vhost,
		.group = POLICY_NO_GROUP,
	};
	for (size_t i = 0; i < block->n_rules; i++)
		if (!add_rule(ret_decision->rule, &block->rules[i]))
			break;
}

bool policy_is_open(const struct network *network)
{
	const struct block *block = (const struct block *)network;

	for (size_t i = 0; i < block->n_rules; i++)
		if (!block->rules[i].is_deny)
			return true;
	return false;
}

bool policy_offer_rule(const struct network *network, size_t i,
		       char text[OFFER_RULE_SIZE])
{
	const struct block *block = (const struct block *)network;

	if (i >= block->n_rules)
		return false;
	(void)snprintf(text, OFFER_RULE_SIZE, "%s \"%s\"",
		       block->rules[i].is_deny ? "deny" : "allow",
		       block->rules[i].text);
	return true;
}
