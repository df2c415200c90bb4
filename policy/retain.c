/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * retain.c - would this policy grant a device that an older policy granted?
 * The number of devices does not count here, because no device is the one too
 * many.
 *
 * May such a device have an address that its guest has used?  Here safety comes
 * first: without certainty the answer is no.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/kind.h"
#include "policy/model.h"

static bool is_same_link(const struct network *network, const struct held *held)
{
	return network->kind == held->kind &&
	       strcmp(network->link.s, held->link.s) == 0 &&
	       (!kind_of(held->kind)->has_modes ||
		(network->modes & (1u << held->mode)));
}

static bool is_lladdr_permitted(const struct policy *policy,
				const struct decision *decision,
				const struct peer *peer,
				const struct held *held)
{
	const struct vm *vm = table_find(decision->network, &held->vm);

	if (vm && !table_owns(vm, peer))
		return false;
	if (!held->has_lladdr)
		return true;
	if (vm)
		return lladdr_equal(&vm->lladdr, &held->lladdr);
	return !policy_is_reserved(policy, decision->network, &held->lladdr,
				   &held->vm) &&
	       !policy_is_withheld(policy, decision->network, &held->lladdr) &&
	       decision_permits(decision, &held->lladdr);
}

static bool is_about_groups(const struct rule *rule)
{
	return rule->who.kind == WHO_GROUP || rule->who.kind == WHO_GROUP_RANGE;
}

/* If the groups were known, could a rule about groups decide otherwise? */
static bool may_depend_on_groups(const struct network *network,
				 const struct peer *peer)
{
	const struct block *block = (const struct block *)network;

	for (size_t i = 0; i < block->n_rules; i++) {
		const struct rule *rule = &block->rules[i];

		if (rule->is_deny && who_denies(&rule->who, peer))
			return false;
		if (!rule->is_deny && is_about_groups(rule) &&
		    who_could_admit(&rule->who, peer))
			return true;
	}
	return false;
}

bool policy_needs_groups(const struct policy *policy,
			 const struct label *network, const struct peer *peer)
{
	const struct block *block =
		(const struct block *)policy_network_named(policy, network);

	for (size_t i = 0; block && i < block->n_rules; i++) {
		const struct rule *rule = &block->rules[i];

		if (rule->is_deny)
			continue;
		if (rule_matches(rule, peer))
			return false;
		if (is_about_groups(rule) && who_could_admit(&rule->who, peer))
			return true;
	}
	return false;
}

bool policy_retains(const struct policy *policy, const struct peer *peer,
		    const struct held *held, struct decision *ret_decision)
{
	const struct network *network =
		policy_network_named(policy, &held->network);
	struct decision *decision = ret_decision;

	*decision = (struct decision){ 0 };
	if (!network) {
		(void)snprintf(decision->rule, sizeof(decision->rule),
			       "no network \"%s\"", held->network.s);
		return false;
	}
	policy_admit(peer, network, decision);
	if (!is_same_link(network, held))
		return false;
	if (decision->err.code != VMTAP_OK)
		return !held->has_groups && may_depend_on_groups(network, peer);
	if (held->queues <= decision->limits.queues &&
	    (!held->is_by_name ||
	     (decision->limits.held > 0 && !decision->fence.has_no_vnet_hdr)) &&
	    is_lladdr_permitted(policy, decision, peer, held))
		return true;
	/* a rule about a group that is not known may come first */
	return !held->has_groups &&
	       policy_needs_groups(policy, &held->network, peer);
}

/*
 * If not all groups of the peer are known: could a rule about an unknown group
 * come before the rule that matches?
 *
 * A denial comes before any allow (policy_sort_rules()).  Another allow does
 * not come before a rule that matches by a known group: that rule decided about
 * the grant, so the others did not match then.
 */
static bool may_other_groups_decide(const struct network *network,
				    const struct peer *peer)
{
	const struct block *block = (const struct block *)network;
	bool may_allow = false;

	for (size_t i = 0; i < block->n_rules; i++) {
		const struct rule *rule = &block->rules[i];

		if (rule_matches(rule, peer))
			return may_allow && !is_about_groups(rule);
		if (!is_about_groups(rule))
			continue;
		if (rule->is_deny)
			return true;
		may_allow = true;
	}
	return may_allow;
}

const char *policy_refuse_learning(const struct policy *policy,
				   const struct peer *peer,
				   const struct held *held,
				   struct decision *ret_decision)
{
	static const char refused[] = "the policy does not grant it";
	const struct network *network =
		policy_network_named(policy, &held->network);
	struct decision *decision = ret_decision;
	const struct vm *vm;

	*decision = (struct decision){ 0 };
	if (!network)
		return "its network is no more in the policy";
	policy_admit(peer, network, decision);
	if (!held->has_groups && may_other_groups_decide(network, peer))
		return "which of its user's groups counts is not known any more; the device must be opened again";
	if (decision->err.code != VMTAP_OK || !is_same_link(network, held) ||
	    !is_lladdr_permitted(policy, decision, peer, held))
		return refused;
	vm = table_find(network, &held->vm);
	/* a guest that uses an address chooses it, unless it is the table's */
	if (!vm && !(decision->options & OPTION_MAC))
		return "the policy does not let its user choose an address";
	if (vm)
		table_apply(vm, decision);
	return NULL;
}
