/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * places.c - a spot for each bridge or lower device that has devices.
 *
 * An event marks spots; a timer looks at those that are marked, a few at a time,
 * and never sooner than ten times as long after a look as the look took.  So
 * guests and other programs can make events without end: they cost no more than
 * a tenth of the time.
 */
#include "daemon/notes/places.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "common/clock.h"
#include "daemon/event/loop.h"
#include "daemon/log/log.h"
#include "daemon/notes/spot.h"

#define LOOKS_MAX 8 /* at a time */
#define PAUSE_US 50000 /* from an event to the look, and between looks */
#define LOOK_PAUSE 10 /* the pause, in durations of the look */
#define WAITING_MS 1000 /* spanning tree tells no event: look again */

struct places {
	const struct state *state;
	struct event *timer;
	TAILQ_HEAD(, spot) spots;
	struct spot *looked_at; /* during a look */
};

/* ---- spots ------------------------------------------------------------ */

static struct spot *find(const struct places *places, unsigned int ifindex)
{
	struct spot *spot;

	TAILQ_FOREACH (spot, &places->spots, entry)
		if (spot->ifindex == ifindex)
			return spot;
	return NULL;
}

static void forget(struct places *places, struct spot *spot)
{
	TAILQ_REMOVE(&places->spots, spot, entry);
	free(spot);
}

static void arm(struct places *places, uint64_t us)
{
	const struct timeval wait = {
		.tv_sec = (time_t)(us / 1000000),
		.tv_usec = (suseconds_t)(us % 1000000),
	};

	if (!evtimer_pending(places->timer, NULL))
		(void)evtimer_add(places->timer, &wait);
}

static void mark(struct places *places, struct spot *spot)
{
	spot->due = clock_ms();
	arm(places, PAUSE_US);
}

/* ---- look ------------------------------------------------------------- */

static void on_port(const struct rtnl_link *port, bool is_ours, void *data)
{
	struct places *places = data;
	struct spot *spot = places->looked_at;
	struct lease *lease;

	if (!is_ours && spot->n_outs < SPOT_OUTS_MAX)
		spot->outs[spot->n_outs++] = port->ifindex;
	lease = is_ours ? lease_numbered(places->state->leases, port->ifindex)
			: NULL;
	if (lease)
		lease->noted.is_waiting = port->stp.is_waiting;
}

static bool is_at(const struct lease *lease, const struct spot *spot)
{
	return lease->state == LEASE_LIVE &&
	       lease->link_ifindex == spot->ifindex;
}

static bool is_empty(const struct places *places, const struct spot *spot)
{
	const struct lease *lease;

	TAILQ_FOREACH (lease, &places->state->leases->all, entry)
		if (is_at(lease, spot))
			return false;
	return true;
}

static int ask(struct places *places, struct spot *spot)
{
	struct rtnl_link link = { 0 };
	struct place_facts place;
	int r = rtnl_link_numbered(places->state->host->rtnl, spot->ifindex,
				   &link);

	if (r < 0)
		return r;
	place = place_begin(&link, strcmp(link.kind, "bridge") == 0);
	spot->n_outs = 0;
	places->looked_at = spot;
	if (place.is_bridge)
		r = place_look(places->state->host, spot->ifindex, on_port,
			       places, &place);
	if (r == 0)
		spot->place = place;
	return r;
}

/* False: the link is gone, and the spot with it. */
static bool look_at(struct places *places, struct spot *spot)
{
	struct lease *lease;
	int r;

	spot->due = 0;
	if (is_empty(places, spot)) {
		spot->place = (struct place_facts){ 0 };
		return true; /* the next device there marks it */
	}
	r = ask(places, spot);
	if (r == -ENODEV) {
		forget(places, spot);
		return false;
	}
	if (r < 0) {
		log_client(LOG_NO_UID, "the link %u cannot be looked at: %s",
			   spot->ifindex, strerror(-r));
		return true;
	}
	spot->was = spot->wrong;
	spot->wrong = 0;
	TAILQ_FOREACH (lease, &places->state->leases->all, entry)
		if (is_at(lease, spot))
			spot_judge(places->state, spot, lease);
	if (spot->wrong & (1u << PLACE_WAITING))
		spot->due = clock_ms() + WAITING_MS;
	return true;
}

static void look(evutil_socket_t fd, short what, void *data)
{
	const uint64_t began = clock_us(), now = clock_ms();
	struct places *places = data;
	struct spot *spot, *next;
	uint64_t soonest = 0;
	unsigned int n = 0;

	(void)fd;
	(void)what;
	for (spot = TAILQ_FIRST(&places->spots); spot; spot = next) {
		next = TAILQ_NEXT(spot, entry);
		if (spot->due && spot->due <= now && n++ < LOOKS_MAX &&
		    !look_at(places, spot))
			continue;
		if (spot->due && (!soonest || spot->due < soonest))
			soonest = spot->due;
	}
	if (soonest) {
		const uint64_t took = (clock_us() - began) * LOOK_PAUSE;
		const uint64_t wait = soonest > now ? (soonest - now) * 1000
						    : PAUSE_US;

		arm(places, took > wait ? took : wait);
	}
}

void places_refresh(struct places *places, struct lease *lease)
{
	struct spot *spot = find(places, lease->link_ifindex);

	if (spot && spot->due)
		(void)look_at(places, spot);
	if (!spot || !lease->link_ifindex)
		spot_clear(lease);
}

/* ---- events ----------------------------------------------------------- */

/* A device of vmtapd's is at its place, perhaps as the first. */
static void note_ours(struct places *places, struct lease *lease)
{
	struct spot *spot = find(places, lease->link_ifindex);

	if (!lease->link_ifindex) {
		spot_clear(lease);
		return;
	}
	if (!spot) {
		spot = calloc(1, sizeof(*spot));
		if (!spot)
			return;
		spot->ifindex = lease->link_ifindex;
		TAILQ_INSERT_TAIL(&places->spots, spot, entry);
	}
	if (!spot->place.name.s[0] || spot->place.delay > 0)
		mark(places, spot);
	else if (strcmp(lease->noted.place.name.s, spot->place.name.s) != 0)
		spot_judge(places->state, spot, lease);
}

void places_adopt(const struct state *state)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (lease->state == LEASE_LIVE)
			note_ours(state->places, lease);
}

static bool has_out(const struct spot *spot, unsigned int ifindex)
{
	for (unsigned int i = 0; i < spot->n_outs; i++)
		if (spot->outs[i] == ifindex)
			return true;
	return false;
}

void places_note(struct places *places, const struct rtnl_link *link,
		 bool is_gone)
{
	struct lease *lease =
		lease_numbered(places->state->leases, link->ifindex);
	struct spot *spot, *next;

	if (lease) {
		if (!is_gone && lease->state == LEASE_LIVE)
			note_ours(places, lease);
		return;
	}
	for (spot = TAILQ_FIRST(&places->spots); spot; spot = next) {
		next = TAILQ_NEXT(spot, entry);
		if (is_gone && spot->ifindex == link->ifindex)
			forget(places, spot);
		else if (spot->ifindex == link->ifindex ||
			 spot->ifindex == link->master ||
			 spot->ifindex == link->lower ||
			 has_out(spot, link->ifindex))
			mark(places, spot);
	}
}

void places_doubt(struct places *places, unsigned int ifindex)
{
	struct spot *spot = find(places, ifindex);

	if (spot)
		mark(places, spot);
}

void places_doubt_all(struct places *places)
{
	struct spot *spot;

	TAILQ_FOREACH (spot, &places->spots, entry)
		mark(places, spot);
}

/* ---- start and stop --------------------------------------------------- */

int places_start(struct state *state, struct error *err)
{
	struct places *places = calloc(1, sizeof(*places));

	(void)err;
	if (!places)
		return -ENOMEM;
	state->places = places;
	places->state = state;
	TAILQ_INIT(&places->spots);
	return loop_timer(state->base, look, places, &places->timer);
}

void places_stop(struct state *state)
{
	struct places *places = state->places;

	if (!places)
		return;
	while (!TAILQ_EMPTY(&places->spots))
		forget(places, TAILQ_FIRST(&places->spots));
	loop_forget(places->timer);
	free(places);
	state->places = NULL;
}
