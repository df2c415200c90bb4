/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * patience.c - compares what stands in a request's way with what is ending.
 */
#include "daemon/lease/patience.h"

#include "common/clock.h"
#include "daemon/granting.h"
#include "daemon/state.h"

/* Enough for an end, and less than the time that a client waits, see
 * lib/connection.h. */
#define PATIENCE_MS 2000
/* The first look is at once, the others after 10, 20, 40, 80 and 160 ms, and then
 * each 160 ms. */
#define LOOK_MS 10U
#define LOOKS_DOUBLED 5

/* Would the policy grant the request if this were in use? */
static bool is_granted(const struct state *state, const struct grant *grant,
		       const struct usage *usage)
{
	struct decision decision;

	policy_decide(state->policy, grant->peer, &grant->request, usage,
		      &decision);
	return decision.err.code == VMTAP_OK;
}

/* Would the policy grant the request if all that is leaving were gone? */
static bool is_within_limits(const struct state *state,
			     const struct grant *grant)
{
	const struct usage usage = lease_usage_staying(
		state->leases, &grant->request.network, grant->peer->uid);

	return is_granted(state, grant, &usage);
}

/* Is a lease ending that stands in the way, as far as vmtapd knows? */
static bool is_leaving(const struct state *state, const struct grant *grant,
		       const struct error *err)
{
	if (lease_n_leaving(state->leases, &grant->request.network) == 0)
		return false;
	return err->code == VMTAP_E_IN_USE || is_within_limits(state, grant);
}

/* Whose end may let the request pass? */
struct concern {
	const struct state *state;
	const struct grant *grant;
	bool is_own; /* the user's alone */
	bool is_any; /* everybody's */
};

static struct concern concern_of(const struct state *state,
				 const struct grant *grant,
				 const struct error *err)
{
	struct concern concern = { .state = state, .grant = grant };
	struct usage usage = lease_usage(state->leases, &grant->request.network,
					 grant->peer->uid);

	if (err->code != VMTAP_E_LIMIT)
		return concern;
	/* not a limit of the policy: one of the host */
	concern.is_any = is_granted(state, grant, &usage);
	usage.of_user = (struct limits){ 0 };
	concern.is_own = !concern.is_any && is_granted(state, grant, &usage);
	usage.of_network = 0;
	concern.is_any |= !is_granted(state, grant, &usage);
	return concern;
}

/* Else another user's device counts if it is on the network. */
static bool concerns(uid_t uid, const void *data)
{
	const struct concern *concern = data;
	struct usage usage;

	if (concern->is_any || uid == concern->grant->peer->uid)
		return true;
	usage = lease_usage(concern->state->leases,
			    &concern->grant->request.network, uid);
	return !concern->is_own && usage.of_user.devices > 0;
}

static bool is_closing(const struct state *state, const struct grant *grant,
		       const struct error *err)
{
	const struct concern concern = concern_of(state, grant, err);

	return reaper_is_busy(state->reaper, concerns, &concern);
}

static unsigned int look_ms(unsigned int looks)
{
	if (looks == 0)
		return 0;
	return LOOK_MS << ((looks < LOOKS_DOUBLED ? looks : LOOKS_DOUBLED) - 1);
}

/*
 * A VM that ends and starts again at once asks before vmtapd knows that the old
 * device has ended.  The kernel may have said so already, therefore the first
 * look comes in the next turn of the loop.  Further ones come while a lease is
 * leaving (it may turn out that it stays), or while vmtapd's own copies of
 * descriptors are being closed: one may be a device's last.  What a user drops
 * who has nothing to do with the request delays no refusal.
 */
bool patience_awaits_end(const struct state *state, struct grant *grant,
			 const struct error *err)
{
	struct patience *patience = &grant->patience;
	const uint64_t now = clock_ms();

	if (err->code != VMTAP_E_LIMIT && err->code != VMTAP_E_IN_USE)
		return false;
	if (patience->until == 0)
		patience->until = now + PATIENCE_MS;
	if (now >= patience->until || grant->usage.of_network == 0)
		return false;
	if (patience->looks > 0 && !is_leaving(state, grant, err) &&
	    !is_closing(state, grant, err))
		return false;
	patience->look = now + look_ms(patience->looks++);
	/* the search begins anew, within what it may still ask and try */
	grant->choice = (struct choice){
		.questions = grant->choice.questions,
		.attempts = grant->choice.attempts,
	};
	return true;
}
