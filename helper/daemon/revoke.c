/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * revoke.c - leases before the policy of now: what it would refuse, after a
 * reload, and which address a guest may have.  It decides nothing itself;
 * policy/retain.c does.
 */
#include "daemon/revoke.h"

#include "daemon/audit.h"
#include "daemon/expire.h"

static struct peer peer_of(const struct lease *lease)
{
	return (struct peer){
		.uid = lease->uid,
		.gid = lease->has_groups ? lease->gid : POLICY_NO_GROUP,
		.pid = lease->pid,
		.groups = lease->groups,
		.n_groups = lease->n_groups,
	};
}

static struct held held_of(const struct lease *lease)
{
	return (struct held){
		.network = lease->network,
		.vm = lease->vm,
		.kind = lease->kind,
		.mode = lease->mode,
		.link = lease->link,
		.queues = lease->queues,
		.has_lladdr = lease->has_lladdr,
		.lladdr = lease->lladdr,
		.has_groups = lease->has_groups,
	};
}

static bool retains(const struct state *state, const struct lease *lease,
		    struct decision *ret_decision)
{
	const struct peer peer = peer_of(lease);
	const struct held held = held_of(lease);

	return policy_retains(state->policy, &peer, &held, ret_decision);
}

const char *revoke_refuse_learning(const struct state *state,
				   const struct lease *lease,
				   const struct lladdr *lladdr,
				   struct decision *ret_decision)
{
	struct peer peer = peer_of(lease);
	struct held held = held_of(lease);

	held.has_lladdr = true;
	held.lladdr = *lladdr;
	/* that one decided, and will do */
	if (!lease->has_groups && lease->has_rule_group &&
	    lease->rule_group != POLICY_NO_GROUP) {
		peer.groups = &lease->rule_group;
		peer.n_groups = 1;
	}
	return policy_refuse_learning(state->policy, &peer, &held,
				      ret_decision);
}

unsigned int revoke_refused(const struct state *state)
{
	struct decision decision;
	struct lease *lease;
	unsigned int n = 0;

	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		if (lease->state != LEASE_LIVE ||
		    retains(state, lease, &decision))
			continue;
		audit_revoked(lease, decision.rule,
			      "the reloaded policy does not grant it");
		expire_lease(state->reaper, state->host, lease);
		n++;
	}
	return n;
}
