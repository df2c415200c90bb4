/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * snooping.c - listens to what bridges learn from reports, and lists the groups
 * when so many have come that half of a bridge's room may be used.
 *
 * A guest can make events and groups as fast as it can send.  The cost is
 * bounded: after each list vmtapd hears nothing for ten times as long as that
 * took, and what does not fit into the socket is lost, which calls for a list.
 */
#include "daemon/multicast/snooping.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/kind.h"
#include "daemon/event/loop.h"
#include "daemon/log/log.h"
#include "daemon/multicast/crowd.h"
#include "daemon/multicast/share.h"
#include "link/rtnl/multicast/groups.h"

#define LOOK_PAUSE 10 /* the pause, in durations of the look */
#define PAUSE_US 2000 /* at least; the reaper needs some time as well */
#define HEAR_MAX 64 /* how often events are read before a look */

struct snooping {
	const struct state *state;
	struct rtnl_events *monitor;
	struct event *events;
	struct event *again; /* timer: the end of the pause */
	struct crowd crowd;
	bool is_lost; /* events */
	unsigned int heard; /* events, of a few that are read together */
};

void snooping_expect(struct snooping *snooping, unsigned int bridge)
{
	crowd_expect(&snooping->crowd, bridge);
}

/* ---- events ----------------------------------------------------------- */

/* A bridge that announces a new group snoops, or did so just now. */
static void on_group(const struct rtnl_group *group, void *data)
{
	struct snooping *snooping = data;
	struct bridge *bridge = crowd_find(&snooping->crowd, group->bridge);
	unsigned int enough;

	snooping->heard++;
	if (!bridge)
		return;
	bridge->was_on = true;
	bridge->came++;
	enough = bridge->room / SHARE_LEAST;
	if (bridge->total + enough < bridge->room / 2)
		enough = bridge->room / 2 - bridge->total;
	snooping->crowd.is_due |= bridge->came >= enough;
}

/* Read some events.  False: there are no more. */
static bool hear(struct snooping *snooping)
{
	int r;

	snooping->heard = 0;
	r = rtnl_groups_read(snooping->monitor, on_group, snooping);
	if (r == -ENOBUFS)
		snooping->is_lost = snooping->crowd.is_due = true;
	else if (r < 0)
		log_error("events of multicast groups cannot be read: %s",
			  strerror(-r));
	return r == 0 && snooping->heard >= RTNL_GROUPS_AT_ONCE;
}

/* If there are too many, the rest counts as lost. */
static void hear_all(struct snooping *snooping)
{
	for (unsigned int n = 0; n < HEAR_MAX; n++)
		if (!hear(snooping))
			return;
	snooping->is_lost = true;
}

/* ---- looks ------------------------------------------------------------ */

/* False: the bridge is gone. */
static bool ask(const struct snooping *snooping, struct bridge *bridge)
{
	struct rtnl_link link = { 0 };
	int r = rtnl_link_numbered(snooping->state->host->rtnl, bridge->ifindex,
				   &link);

	if (r == 0) {
		bridge->ifname = link.ifname;
		bridge->room = link.multicast.room;
		bridge->is_on = link.multicast.is_snooping;
	}
	return r != -ENODEV;
}

static void ask_all(struct snooping *snooping)
{
	struct bridge *bridge, *next;

	for (bridge = TAILQ_FIRST(&snooping->crowd.bridges); bridge;
	     bridge = next) {
		next = TAILQ_NEXT(bridge, entry);
		if (!ask(snooping, bridge))
			crowd_forget(&snooping->crowd, bridge);
	}
}

static void reset(struct snooping *snooping)
{
	struct bridge *bridge;

	TAILQ_FOREACH (bridge, &snooping->crowd.bridges, entry) {
		bridge->can_be_full = snooping->is_lost ||
				      bridge->total + bridge->came >=
					      bridge->room;
		bridge->came = 0;
	}
	snooping->crowd.is_due = snooping->is_lost = false;
}

/*
 * First comes the question whether a bridge snoops.  If it does not, the events
 * of all groups that filled it are in the socket by then, or are lost, and are
 * counted next.
 */
static void look_at_all(struct snooping *snooping)
{
	struct bridge *bridge;
	int r;

	ask_all(snooping);
	hear_all(snooping);
	reset(snooping);
	r = rtnl_groups_dump(snooping->state->host->rtnl, crowd_begin,
			     crowd_count, &snooping->crowd);
	if (r < 0 && r != -EOPNOTSUPP)
		log_client(
			LOG_NO_UID,
			"the multicast groups of bridges cannot be listed: %s",
			strerror(-r));
	TAILQ_FOREACH (bridge, &snooping->crowd.bridges, entry)
		crowd_judge(&snooping->crowd, bridge);
}

static void look(struct snooping *snooping)
{
	const uint64_t began = clock_us();
	const unsigned int waits = snooping->crowd.waits;
	struct timeval pause = { 0 };
	uint64_t us;

	look_at_all(snooping);
	if (snooping->crowd.waits == waits)
		snooping->crowd.waits = 0;
	us = (clock_us() - began) * LOOK_PAUSE;
	if (us < (uint64_t)PAUSE_US << snooping->crowd.waits)
		us = (uint64_t)PAUSE_US << snooping->crowd.waits;
	pause.tv_sec = (time_t)(us / 1000000);
	pause.tv_usec = (suseconds_t)(us % 1000000);
	(void)event_del(snooping->events);
	(void)evtimer_add(snooping->again, &pause);
}

void snooping_look(const struct state *state)
{
	const struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (kind_of(lease->facts.kind)->is_port && lease->link_ifindex)
			snooping_expect(state->snooping, lease->link_ifindex);
	look(state->snooping);
}

static void end_pause(evutil_socket_t fd, short what, void *data)
{
	struct snooping *snooping = data;

	(void)fd;
	(void)what;
	(void)event_add(snooping->events, NULL);
	if (snooping->crowd.is_due)
		look(snooping);
}

static void ready(evutil_socket_t fd, short what, void *data)
{
	struct snooping *snooping = data;

	(void)fd;
	(void)what;
	(void)hear(snooping);
	if (snooping->crowd.is_due)
		look(snooping);
}

/* ---- start and stop --------------------------------------------------- */

int snooping_start(struct state *state, struct error *err)
{
	struct snooping *snooping = calloc(1, sizeof(*snooping));
	int r;

	(void)err;
	if (!snooping)
		return -ENOMEM;
	state->snooping = snooping;
	snooping->state = snooping->crowd.state = state;
	TAILQ_INIT(&snooping->crowd.bridges);
	r = rtnl_groups_open(&snooping->monitor);
	if (r == 0)
		r = loop_listen(state->base, rtnl_events_fd(snooping->monitor),
				ready, snooping, &snooping->events);
	if (r == 0)
		r = loop_timer(state->base, end_pause, snooping,
			       &snooping->again);
	return r;
}

void snooping_stop(struct state *state)
{
	struct snooping *snooping = state->snooping;

	if (!snooping)
		return;
	while (!TAILQ_EMPTY(&snooping->crowd.bridges))
		crowd_forget(&snooping->crowd,
			     TAILQ_FIRST(&snooping->crowd.bridges));
	loop_forget(snooping->events);
	loop_forget(snooping->again);
	rtnl_events_close(snooping->monitor);
	free(snooping);
	state->snooping = NULL;
}
