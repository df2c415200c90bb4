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

_Static_assert(SLOTS_N > 2 * LEASES_MAX,
	       "a slot for each lease, and one for an address that it learns");

static struct filter_place place_of(const struct state *state,
				    const struct lease *lease)
{
	return (struct filter_place){
		.ebpf = state->host->ebpf,
		.kind = lease->facts.kind,
		.ifindex = lease->ifindex,
	};
}

static struct filter_spec spec_of(const struct state *state,
				  const struct lease *lease,
				  const struct fence *fence)
{
	return (struct filter_spec){
		.ebpf = state->host->ebpf,
		.kind = lease->facts.kind,
		.ifindex = lease->ifindex,
		.fence = fence,
		.lladdr = today_lladdr(lease),
	};
}

static int set(const struct state *state, const struct lease *lease,
	       const struct fence *fence)
{
	const struct filter_spec spec = spec_of(state, lease, fence);
	struct error err;

	return filter_replace(state->host->rtnl, &spec, &err);
}

static bool has_slot(const struct state *state, const struct lease *lease)
{
	return state->host->ebpf &&
	       slots_of(&state->host->ebpf->slots, lease->ifindex) != 0;
}

/* The device gets what it was granted, whatever the policy says by now.  -ENOENT:
 * that is not known.  -ENODATA: it has no filter. */
static int set_again(const struct state *state, const struct lease *lease)
{
	const struct fence *fence = lease_fence(lease);
	const struct filter_place place = place_of(state, lease);
	struct error err;

	if (has_slot(state, lease))
		return filter_restore(state->host->rtnl, &place, &err);
	if (!fence)
		return -ENOENT;
	return fence->filters ? set(state, lease, fence) : -ENODATA;
}

/* ---- adoption --------------------------------------------------------- */

/* Devices whose filters are replaced by one batch. */
struct change {
	struct lease *leases[FILTER_CHANGES_MAX];
	size_t n;
};

/* If one of the batch fails, adopt_filter() looks at each. */
static void commit(const struct state *state, struct change *change)
{
	const bool is_done = change->n > 0 &&
			     rtnl_commit(state->host->rtnl, NULL) == 0;

	for (size_t i = 0; i < change->n; i++)
		change->leases[i]->keep.has_program = is_done;
	change->n = 0;
	rtnl_begin(state->host->rtnl);
}

/* Almost all devices have a filter, and it is known which they get: then one
 * message for each is enough. */
static void replace_all(const struct state *state)
{
	struct change change = { .n = 0 };
	struct lease *lease;

	rtnl_begin(state->host->rtnl);
	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		const struct fence *fence = lease_fence(lease);
		const struct filter_spec spec = spec_of(state, lease, fence);

		if (lease->state != LEASE_LIVE || !fence || !fence->filters ||
		    filter_add_change(state->host->rtnl, &spec) < 0)
			continue;
		change.leases[change.n++] = lease;
		if (change.n == FILTER_CHANGES_MAX)
			commit(state, &change);
	}
	commit(state, &change);
}

/* It may never have had one: its alias has no room for a fence, and a guess would
 * cut off a guest that is trusted. */
static void tell_unfiltered(const struct lease *lease, int r)
{
	if (r == -ENOENT)
		audit_event(
			lease, AUDIT_UNFILTERED,
			"the device has no filter, and today's policy does not say which it should have; the administrator can revoke it, or grant it again in the policy and restart vmtapd");
	else if (r != -ENODATA)
		audit_event(
			lease, AUDIT_UNFILTERED,
			"the device has no filter, and the kernel does not take the one of today's policy; the administrator can revoke the device");
}

/* A classic program that is there stays, because vmtapd would make the same. */
static bool adopt_filter(const struct state *state, struct lease *lease)
{
	const struct filter_place place = place_of(state, lease);
	struct filter_found found;
	int r = -ENOENT;

	if (state->host->ebpf)
		r = set_again(state, lease);
	if (r == 0)
		return true;
	if (filter_read(state->host->rtnl, &place, &found) < 0)
		return false;
	if (found.kind != PROGRAM_NONE)
		return true;
	if (!state->host->ebpf)
		r = set_again(state, lease);
	if (r < 0)
		tell_unfiltered(lease, r);
	return r == 0;
}

void keep_adopted(const struct state *state)
{
	struct lease *lease;

	if (state->host->ebpf)
		replace_all(state);
	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (lease->state == LEASE_LIVE && !lease->keep.has_program)
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

void keep_settle(const struct state *state, struct lease *lease)
{
	if (lease->keep.is_noted && lease->state == LEASE_LIVE)
		look_at(state, lease);
}

void keep_look(const struct state *state)
{
	struct lease *lease, *next;

	for (lease = TAILQ_FIRST(&state->leases->all); lease; lease = next) {
		next = TAILQ_NEXT(lease, entry);
		keep_settle(state, lease);
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
