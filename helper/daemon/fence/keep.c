/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * keep.c - compares the filter of a device with what vmtapd has set.
 */
#include "daemon/fence/keep.h"

#include <errno.h>

#include "daemon/fence/today.h"
#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"
#include "link/ebpf/program.h"
#include "link/fence/attach.h"
#include "link/mark.h"
#include "link/rtnl/rtnl.h"

static struct filter_place place_of(const struct state *state,
				    const struct lease *lease)
{
	return (struct filter_place){
		.ebpf = state->host->ebpf,
		.kind = lease->facts.kind,
		.ifindex = lease->ifindex,
	};
}

/* Set what today's policy says.  -ENOENT: it does not say. */
static int set_todays(const struct state *state, const struct lease *lease)
{
	struct fence fence;
	const struct filter_spec spec = {
		.ebpf = state->host->ebpf,
		.kind = lease->facts.kind,
		.ifindex = lease->ifindex,
		.fence = &fence,
		.lladdr = today_lladdr(lease),
	};
	struct error err;

	if (!today_fence(state, lease, NULL, &fence))
		return -ENOENT;
	/* a port that learns is pinned, whatever the policy says today */
	if (lease->facts.guest == GUEST_LEARNED)
		fence.filters |= FENCE_MAC;
	if (fence.filters == 0)
		return -ENOENT;
	return filter_replace(state->host->rtnl, &spec, &err);
}

/* ---- adoption --------------------------------------------------------- */

/* A classic program that is there stays, because vmtapd would make the same. */
static bool adopt_filter(const struct state *state, const struct lease *lease)
{
	const struct filter_place place = place_of(state, lease);
	struct filter_found found;

	if (filter_read(state->host->rtnl, &place, &found) < 0)
		return false;
	if (found.kind == PROGRAM_NONE || state->host->ebpf)
		return set_todays(state, lease) == 0 ||
		       found.kind != PROGRAM_NONE;
	return true;
}

void keep_adopted(const struct state *state)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (lease->state == LEASE_LIVE)
			lease->keep.has_program = adopt_filter(state, lease);
}

/* ---- others ----------------------------------------------------------- */

void keep_note(struct lease *lease)
{
	lease->keep.is_noted = true;
}

static bool is_in_place(const struct filter_found *found, bool has_slot)
{
	return has_slot ? found->is_as_set : found->kind != PROGRAM_NONE;
}

static bool has_slot(const struct state *state, const struct lease *lease)
{
	return state->host->ebpf &&
	       slots_of(&state->host->ebpf->slots, lease->ifindex) != 0;
}

static int set_again(const struct state *state, const struct lease *lease)
{
	const struct filter_place place = place_of(state, lease);
	struct error err;

	return has_slot(state, lease)
		       ? filter_restore(state->host->rtnl, &place, &err)
		       : set_todays(state, lease);
}

static void revoke(const struct state *state, struct lease *lease,
		   const char *why)
{
	audit_revoked(lease, "", why);
	expire_lease(state->reaper, state->host, lease);
}

static void repair(const struct state *state, struct lease *lease)
{
	const uint64_t now = clock_seconds();

	if (now - lease->keep.window >= KEEP_SECONDS) {
		lease->keep.window = now;
		lease->keep.repairs = 0;
	}
	if (lease->keep.repairs++ == KEEP_REPAIRS) {
		revoke(state, lease,
		       "another program takes its filter away, again and again");
		return;
	}
	switch (set_again(state, lease)) {
	case 0:
		audit_restored(lease, NULL,
			       "another program took its filter away");
		break;
	case -ENODEV: /* the link is gone, and an event tells watch.c */
		break;
	default:
		revoke(state, lease,
		       "its filter was taken away and cannot be set again");
		break;
	}
}

/* A filter goes with its link, and another link may have the number by now. */
static bool is_there(const struct state *state, const struct lease *lease)
{
	struct rtnl_link link;

	return rtnl_link_numbered(state->host->rtnl, lease->ifindex, &link) ==
		       0 &&
	       mark_is_ours(&link, state->host->instance);
}

static void look_at(const struct state *state, struct lease *lease)
{
	const struct filter_place place = place_of(state, lease);
	struct filter_found found;

	lease->keep.is_noted = false;
	if (!lease->keep.has_program || !is_there(state, lease) ||
	    filter_read(state->host->rtnl, &place, &found) < 0 ||
	    is_in_place(&found, has_slot(state, lease)))
		return;
	repair(state, lease);
}

void keep_look(const struct state *state)
{
	struct lease *lease, *next;

	for (lease = TAILQ_FIRST(&state->leases->all); lease; lease = next) {
		next = TAILQ_NEXT(lease, entry);
		if (lease->keep.is_noted && lease->state == LEASE_LIVE)
			look_at(state, lease);
	}
}

/* ---- links that are gone ---------------------------------------------- */

/* A lease may have been forgotten while its link stays (see watch.c). */
static bool exists(unsigned int ifindex, void *data)
{
	const struct state *state = data;
	struct rtnl_link link;

	return lease_numbered(state->leases, ifindex) ||
	       rtnl_link_numbered(state->host->rtnl, ifindex, &link) != -ENODEV;
}

void keep_doubt(const struct state *state)
{
	struct state copy = *state;
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		keep_note(lease);
	if (state->host->ebpf)
		slots_sweep(&state->host->ebpf->slots, exists, &copy);
}

void keep_gone(const struct state *state, unsigned int ifindex)
{
	if (state->host->ebpf)
		slots_forget(&state->host->ebpf->slots, ifindex);
}
