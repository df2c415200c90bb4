/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * decide.c - may this peer have that device?  Comes after policy_parse();
 * takes values and gives a value.  Must not look at the host.
 *
 * One rule decides, and it alone (vmtapd.conf(5), PRECEDENCE): a denial; else
 * the most specific allow, down the ladder of who.h; of the peer's groups the
 * one with most devices, the lowest group number if equal.  Nothing is put
 * together from two rules, so nobody gets what no single line permits.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model.h"

/* NULL if no rule speaks of peer. */
static const struct rule *find_rule(const struct block *block,
				    const struct peer *peer)
{
	const struct rule *best = NULL;

	for (size_t i = 0; i < block->n_rules; i++) {
		const struct rule *rule = &block->rules[i];

		if (best && rule->who.kind != WHO_GROUP)
			break; /* further down the ladder */
		if (!who_matches(&rule->who, peer))
			continue;
		if (rule->is_deny || rule->who.kind != WHO_GROUP)
			return rule;
		if (!best || rule->devices > best->devices)
			best = rule;
	}
	return best;
}

/* The same for a network that is not there and one that is not permitted:
 * the names of networks are nobody's business who may not use them. */
static void refuse(struct decision *decision, const char *network)
{
	(void)error_set(
		&decision->err, VMTAP_E_DENIED, EACCES,
		"network \"%s\": not permitted for you, or there is no such network; ask the administrator for an allow rule in vmtapd.conf ('vmtap networks' prints what you may use)",
		network);
}

void policy_admit(const struct peer *peer, const struct network *network,
		  struct decision *ret_decision)
{
	const struct block *block = (const struct block *)network;
	const struct rule *rule = find_rule(block, peer);
	struct decision decision = { .network = network };

	if (rule)
		(void)snprintf(decision.rule, sizeof(decision.rule),
			       "%s:%u: %s \"%s\"", rule->place.file,
			       rule->place.line,
			       rule->is_deny ? "deny" : "allow", rule->text);
	else
		(void)snprintf(decision.rule, sizeof(decision.rule),
			       "%s:%u: no rule of network \"%s\" matches",
			       network->place.file, network->place.line,
			       network->name.s);
	if (rule && !rule->is_deny) {
		decision.devices = rule->devices;
		decision.ranges = rule->ranges;
		decision.n_ranges = rule->n_ranges;
	} else {
		refuse(&decision, network->name.s);
	}
	*ret_decision = decision;
}

static int check_options(const struct network *network,
			 const struct request *request, struct error *err)
{
	if (request->queues > network->queues)
		return error_set(
			err, VMTAP_E_LIMIT, EDQUOT,
			"a device on network \"%s\" has at most %u queue%s, not %u; ask for fewer",
			network->name.s, network->queues,
			network->queues == 1 ? "" : "s", request->queues);
	if (request->has_vhost && !network->has_vhost)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"network \"%s\" does not offer vhost-net; leave vhost=on out",
			network->name.s);
	return 0;
}

/* "A, B, C": VMTAP_RANGES_MAX of them fit into text. */
static void format_ranges(const struct decision *decision,
			  char text[VMTAP_TEXT_MAX + 1])
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < decision->n_ranges; i++) {
		char range[LLADDR_RANGE_TEXT_SIZE];

		lladdr_range_format(&decision->ranges[i], range);
		used += (size_t)snprintf(text + used, VMTAP_TEXT_MAX + 1 - used,
					 "%s%s", i > 0 ? ", " : "", range);
	}
}

static int check_lladdr(const struct decision *decision,
			const struct request *request, struct error *err)
{
	char lladdr[LLADDR_TEXT_SIZE], ranges[VMTAP_TEXT_MAX + 1];

	if (!request->has_lladdr || decision->n_ranges == 0)
		return 0;
	for (size_t i = 0; i < decision->n_ranges; i++)
		if (lladdr_in_range(&request->lladdr, &decision->ranges[i]))
			return 0;
	lladdr_format(&request->lladdr, lladdr);
	format_ranges(decision, ranges);
	return error_set(
		err, VMTAP_E_LLADDR, EINVAL,
		"address %s is not permitted for you on network \"%s\"; wish none, or one of: %s",
		lladdr, decision->network->name.s, ranges);
}

static int check_usage(const struct decision *decision,
		       const struct usage *usage, struct error *err)
{
	const struct network *network = decision->network;

	if (usage->of_user >= decision->devices)
		return error_set(
			err, VMTAP_E_LIMIT, EDQUOT,
			"you have %u of %u devices on network \"%s\"; 'vmtap release' ends one",
			usage->of_user, decision->devices, network->name.s);
	if (usage->of_network >= network->devices)
		return error_set(
			err, VMTAP_E_LIMIT, EDQUOT,
			"all %u devices of network \"%s\" are in use; try again later, or ask the administrator for more",
			network->devices, network->name.s);
	return 0;
}

void policy_decide(const struct policy *policy, const struct peer *peer,
		   const struct request *request, const struct usage *usage,
		   struct decision *ret_decision)
{
	const struct network *network =
		policy_network_named(policy, &request->network);
	struct decision decision = { 0 };

	if (network) {
		policy_admit(peer, network, &decision);
	} else {
		(void)snprintf(decision.rule, sizeof(decision.rule),
			       "no network \"%s\"", request->network.s);
		refuse(&decision, request->network.s);
	}
	if (decision.err.code == VMTAP_OK &&
	    check_options(network, request, &decision.err) == 0 &&
	    check_lladdr(&decision, request, &decision.err) == 0)
		(void)check_usage(&decision, usage, &decision.err);
	*ret_decision = decision;
}
