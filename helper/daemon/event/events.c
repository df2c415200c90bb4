/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * events.c - starts the listeners in order, and stops them in reverse.
 */
#include "daemon/event/events.h"

#include "daemon/again/again.h"
#include "daemon/event/fixed.h"
#include "daemon/event/learn.h"
#include "daemon/event/mute.h"
#include "daemon/event/nodes.h"
#include "daemon/event/pinned.h"
#include "daemon/event/watch.h"
#include "daemon/fence/keep.h"
#include "daemon/hold/hold.h"
#include "daemon/lease/adopt.h"
#include "daemon/multicast/snooping.h"
#include "daemon/notes/places.h"
#include "daemon/others/addresses.h"
#include "daemon/others/routes.h"
#include "daemon/start/stage.h"

static int adopt_all(struct state *state, struct error *err)
{
	int r = adopt(state->leases, state->reaper, state->host, err);

	if (r < 0)
		return r;
	again_adopt(state);
	keep_adopted(state);
	pinned_adopt(state);
	hold_adopt(state);
	watch_changed(state->watch);
	nodes_look(state);
	learn_look(state->learn);
	snooping_look(state);
	addresses_look(state);
	places_adopt(state);
	again_all(state);
	return 0;
}

static const struct stage stages[] = {
	{ "setting bridges' entries again", pinned_start, pinned_stop },
	{ "setting static entries again", fixed_start, fixed_stop },
	{ "setting devices again", again_start, again_stop },
	{ "looking at bridges", places_start, places_stop },
	{ "watching links", watch_start, watch_stop },
	{ "watching nodes", nodes_start, nodes_stop },
	{ "learning addresses", learn_start, learn_stop },
	{ "looking for mute guests", mute_start, mute_stop },
	{ "watching addresses", addresses_start, addresses_stop },
	{ "watching routes", routes_start, routes_stop },
	{ "counting multicast groups", snooping_start, snooping_stop },
	{ "ending what is held by name", hold_start, hold_stop },
	{ "adoption", adopt_all, NULL },
};
#define STAGES (sizeof(stages) / sizeof(stages[0]))

void events_expect(const struct state *state, struct lease *lease,
		   unsigned int bridge, const struct fence *fence)
{
	pinned_keep(lease, fence);
	again_granted(lease, fence, bridge);
	hold_begin(state->hold, lease);
	if (fence->filters & FENCE_MAC)
		mute_expect(state->mute, lease);
	if (bridge)
		snooping_expect(state->snooping, bridge);
}

int events_start(struct state *state, struct error *err)
{
	return stages_start(stages, STAGES, state, err);
}

void events_stop(struct state *state)
{
	stages_stop(stages, STAGES, state);
}
