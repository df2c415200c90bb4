/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * again.c - which devices are to be looked at, and when.
 */
#include "daemon/again/again.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>

#include "common/clock.h"
#include "daemon/again/repair.h"
#include "daemon/event/loop.h"
#include "daemon/event/tamper.h"
#include "daemon/fence/keep.h"
#include "daemon/fence/today.h"
#include "link/mark.h"

/* So long vmtapd looks at devices, and then it serves requests for a while. */
#define SLICE_US 10000
#define PAUSE_US 5000

struct again {
	const struct state *state;
	struct event *more; /* timer, runs only while some are left */
};

void again_granted(struct lease *lease, const struct fence *fence,
		   unsigned int bridge)
{
	lease->again.has_fence = true;
	lease->again.fence = *fence;
	lease->again.bridge = bridge;
	lease->again.filtering = bridge; /* a grant with VLANs needs that */
}

void again_note(struct lease *lease)
{
	lease->again.is_noted = true;
}

void again_note_rates(struct lease *lease)
{
	const struct fence *fence = &lease->again.fence;

	if (lease->again.has_fence &&
	    (fence->rate_in || fence->rate_out || fence->rate_broadcast))
		lease->again.is_noted = lease->again.has_rates = true;
}

void again_see(struct lease *lease, const struct rtnl_link *link)
{
	const bool is_port = lease->again.bridge || lease->again.is_off;

	if (!(link->flags & IFF_UP) ||
	    (is_port && (link->master != lease->again.bridge ||
			 link->port.has != lease->again.has)))
		again_note(lease);
}

void again_bridge(const struct state *state)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (lease->again.is_off)
			again_note(lease);
}

void again_filters(const struct state *state, const struct rtnl_link *bridge)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (lease->again.bridge == bridge->ifindex &&
		    (lease->again.fence.vlan || lease->again.fence.n_vlans) &&
		    (lease->again.filtering == bridge->ifindex) !=
			    bridge->vlans.has_filter)
			again_note(lease);
}

void again_all(const struct state *state)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		again_note(lease);
		lease->again.has_all = true;
	}
	again_look(state);
}

static void find_fence(const struct state *state, struct lease *lease)
{
	struct fence *fence = &lease->again.fence;

	lease->again.has_fence = today_fence(state, lease, NULL, fence);
	/* a port that learns is pinned, whatever the policy says today */
	if (lease->facts.guest == GUEST_LEARNED)
		fence->filters |= FENCE_MAC;
	lease->again.is_off = lease->link_ifindex == 0;
}

void again_adopt(const struct state *state)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (lease->state == LEASE_LIVE)
			find_fence(state, lease);
}

/* ---- looking ----------------------------------------------------------- */

static void look_at(const struct state *state, struct lease *lease)
{
	const bool has_all = lease->again.has_all;
	struct rtnl_link link = { 0 };

	lease->again.is_noted = lease->again.has_all = false;
	if (rtnl_link_numbered(state->host->rtnl, lease->ifindex, &link) < 0 ||
	    !mark_is_ours(&link, state->host->instance))
		return; /* an event tells */
	if (has_all) {
		keep_note(lease);
		keep_settle(state, lease); /* before repair() sets it up */
		again_note_rates(lease);
		lease->again.is_noted = false;
	}
	if (has_all && lease->state == LEASE_LIVE)
		tamper_judge(state, lease, &link);
	if (lease->state == LEASE_LIVE)
		repair(state, lease, &link);
}

void again_look(const struct state *state)
{
	const struct timeval pause = { .tv_usec = PAUSE_US };
	struct event *more = state->again->more;
	const uint64_t began = clock_us();
	struct lease *lease, *next;
	bool is_left = false;

	if (evtimer_pending(more, NULL))
		return;
	for (lease = TAILQ_FIRST(&state->leases->all); lease && !is_left;
	     lease = next) {
		next = TAILQ_NEXT(lease, entry);
		if (!lease->again.is_noted || lease->state != LEASE_LIVE)
			continue;
		is_left = clock_us() - began >= SLICE_US;
		if (!is_left)
			look_at(state, lease);
	}
	keep_look(state);
	if (is_left)
		(void)evtimer_add(more, &pause);
}

static void look_more(evutil_socket_t fd, short what, void *data)
{
	const struct again *again = data;

	(void)fd;
	(void)what;
	again_look(again->state);
}

/* ---- start and stop --------------------------------------------------- */

int again_start(struct state *state, struct error *err)
{
	struct again *again = calloc(1, sizeof(*again));

	(void)err;
	if (!again)
		return -ENOMEM;
	state->again = again;
	again->state = state;
	return loop_timer(state->base, look_more, again, &again->more);
}

void again_stop(struct state *state)
{
	struct again *again = state->again;

	if (!again)
		return;
	loop_forget(again->more);
	free(again);
	state->again = NULL;
}
