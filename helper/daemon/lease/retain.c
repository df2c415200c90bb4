/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * retain.c - asks today's policy about leases: which it would refuse after a
 * reload, and which address a guest may have.  policy/retain.c decides.
 */
#include "daemon/lease/retain.h"

#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"
#include "daemon/notes/notes.h"

static struct held held_of(const struct lease *lease)
{
	return (struct held){
		.network = lease->facts.network,
		.vm = lease->facts.vm,
		.kind = lease->facts.kind,
		.mode = lease->facts.mode,
		.link = lease->link,
		.queues = lease->facts.queues,
		.has_lladdr = facts_has_lladdr(&lease->facts),
		.lladdr = lease->facts.lladdr,
		.has_groups = lease->groups.is_known,
		.is_by_name = lease->facts.hold.is_on,
	};
}

struct peer retain_owner(const struct state *state, const struct lease *lease)
{
	struct peer owner = lease_peer(lease);

	policy_identify(state->policy, &owner);
	if (!lease->groups.is_known && lease->facts.has_rule_group &&
	    lease->facts.rule_group != POLICY_NO_GROUP) {
		owner.groups = &lease->facts.rule_group;
		owner.n_groups = 1;
	}
	return owner;
}

static bool retains(const struct state *state, const struct lease *lease,
		    struct decision *ret_decision)
{
	const struct peer peer = retain_owner(state, lease);
	const struct held held = held_of(lease);

	return policy_retains(state->policy, &peer, &held, ret_decision);
}

const char *retain_refuse_learning(const struct state *state,
				   const struct lease *lease,
				   const struct lladdr *lladdr,
				   const struct label *vm,
				   struct decision *ret_decision)
{
	const struct peer peer = retain_owner(state, lease);
	struct held held = held_of(lease);

	held.has_lladdr = true;
	held.lladdr = *lladdr;
	if (held.vm.s[0] == '\0')
		held.vm = *vm;
	return policy_refuse_learning(state->policy, &peer, &held,
				      ret_decision);
}

static void tell(const struct lease *lease, const char *rule)
{
	char sentence[NOTES_SENTENCE_SIZE];

	notes_describe(lease, NOTE_NOT_GRANTED, sentence);
	audit_not_granted(lease, rule, sentence);
}

static void revoke(const struct state *state, struct lease *lease,
		   const char *rule)
{
	audit_revoked(lease, rule, "the reloaded policy does not grant it");
	expire_lease(state->reaper, state->host, lease);
}

unsigned int retain_all(const struct state *state, bool ends)
{
	struct decision decision;
	struct lease *lease;
	unsigned int n = 0;

	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		bool refused;

		if (lease->state != LEASE_LIVE)
			continue;
		refused = !retains(state, lease, &decision);
		if (refused && ends)
			revoke(state, lease, decision.rule);
		else if (notes_set(lease, NOTE_NOT_GRANTED, refused) &&
			 n++ < RETAIN_LINES_MAX)
			tell(lease, decision.rule);
	}
	return n;
}
