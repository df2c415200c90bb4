/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * revoke.c - after a reload: what the new policy would refuse.  It decides
 * nothing itself; policy/retain.c does.
 */
#include "revoke.h"

#include "audit.h"
#include "expire.h"

bool revoke_retains(const struct broker *broker, const struct lease *lease,
		    struct decision *ret_decision)
{
	const struct peer peer = {
		.uid = lease->uid,
		.gid = lease->has_groups ? lease->gid : (gid_t)-1,
		.pid = lease->pid,
		.groups = lease->groups,
		.n_groups = lease->n_groups,
	};
	const struct held held = {
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

	return policy_retains(broker->policy, &peer, &held, ret_decision);
}

unsigned int revoke_refused(const struct broker *broker)
{
	struct decision decision;
	struct lease *lease;
	unsigned int n = 0;

	TAILQ_FOREACH (lease, &broker->leases->all, entry) {
		if (lease->state != LEASE_LIVE ||
		    revoke_retains(broker, lease, &decision))
			continue;
		audit_revoked(lease, decision.rule,
			      "the reloaded policy does not grant it");
		expire_lease(broker->reaper, broker->host, lease);
		n++;
	}
	return n;
}
