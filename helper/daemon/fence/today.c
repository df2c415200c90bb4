/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * today.c - asks the policy again about a device that was granted.
 */
#include "daemon/fence/today.h"

#include "daemon/lease/retain.h"

/* Old aliases, and those without room, do not tell the group. */
static bool are_groups_missing(const struct state *state,
			       const struct lease *lease,
			       const struct peer *owner)
{
	return !lease->groups.is_known && !lease->facts.has_rule_group &&
	       policy_needs_groups(state->policy, &lease->facts.network, owner);
}

static bool decide(const struct state *state, const struct lease *lease,
		   const struct peer *client, struct decision *ret_decision)
{
	const struct peer owner = retain_owner(state, lease);
	const struct request request = {
		.verb = VMTAP_PROTO_CHECK,
		.network = lease->facts.network,
		.vm = lease->facts.vm,
		.queues = lease->facts.queues,
	};
	const bool is_owner = client && client->uid == lease->facts.uid;
	const struct usage nothing = { 0 };

	if (!is_owner && are_groups_missing(state, lease, &owner))
		return false;
	policy_decide(state->policy, is_owner ? client : &owner, &request,
		      &nothing, ret_decision);
	return ret_decision->err.code == VMTAP_OK &&
	       ret_decision->network->kind == lease->facts.kind;
}

bool today_fence(const struct state *state, const struct lease *lease,
		 const struct peer *client, struct fence *ret_fence)
{
	struct decision decision;

	if (!decide(state, lease, client, &decision))
		return false;
	*ret_fence = decision.fence;
	return true;
}

unsigned int today_mtu(const struct state *state, const struct lease *lease)
{
	struct decision decision;

	return decide(state, lease, NULL, &decision) ? decision.mtu : 0;
}

const struct lladdr *today_lladdr(const struct lease *lease)
{
	return facts_has_lladdr(&lease->facts) ? &lease->facts.lladdr : NULL;
}
