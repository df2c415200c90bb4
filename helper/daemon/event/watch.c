/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watch.c - turns events of links into changes and ends of leases.  It decides
 * nothing about grants; expire.c deletes devices.
 */
#include "daemon/event/watch.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/again/again.h"
#include "daemon/event/loop.h"
#include "daemon/event/pinned.h"
#include "daemon/event/tamper.h"
#include "daemon/fence/keep.h"
#include "daemon/lease/expire.h"
#include "daemon/log/log.h"
#include "daemon/notes/places.h"
#include "daemon/pending.h"
#include "link/mark.h"

/* If the links cannot be listed: the first pause, and how often it doubles. */
#define AGAIN_MS 100U
#define AGAIN_DOUBLED 6

struct watch {
	const struct state *state;
	struct lease_table *table; /* these three are state's */
	struct reaper *reaper;
	const struct host *host;
	struct rtnl_events *monitor;
	struct event *links; /* rtnetlink */
	struct event *again; /* timer: the links could not be listed */
	unsigned int failures; /* in a row, to list them */
	bool has_bridge; /* events told of a bridge */
};

/* ---- links ------------------------------------------------------------ */

/* The device is now on this bridge, or on none if link_ifindex is 0.  At first it
 * is on the bridge that vmtapd chose.  A device that is off keeps the name of the
 * bridge to which it is to come back. */
static void follow(const struct watch *watch, struct lease *lease,
		   unsigned int link_ifindex)
{
	const bool is_first = !lease->link_ifindex && !lease->again.is_off;
	const bool was_off = lease->again.is_off;
	struct rtnl_link link = { 0 };

	lease->link_ifindex = link_ifindex;
	lease->again.is_off = link_ifindex == 0;
	if (is_first && link_ifindex)
		return;
	if (link_ifindex)
		(void)rtnl_link_numbered(watch->host->rtnl, link_ifindex,
					 &link);
	log_warning("moved: device=%s uid=%u from %s to %s", lease->ifname.s,
		    lease->facts.uid, was_off ? "nowhere" : lease->link.s,
		    link.ifname.s[0] ? link.ifname.s : "nowhere");
	if (link_ifindex)
		lease->link = link.ifname;
	/* the administrator who moved it sets up the port there; if it comes
	 * back, place.c sets the entry again */
	lease->again.entry = LEASE_ENTRY_NONE;
}

/* Grants may wait for what the lease has. */
static void end_of(struct watch *watch, struct lease *lease)
{
	pending_ended(watch->state->pending, &lease->facts.network);
	expire_gone(watch->reaper, watch->host, watch->table, lease);
}

/*
 * If the administrator took our mark off, the device is the administrator's,
 * and the lease is forgotten.  Late events may show the link as it was before
 * the grant set the mark, so an event must have shown the mark first.  True:
 * the lease is gone.
 */
static bool is_taken_over(struct watch *watch, struct lease *lease,
			  const struct rtnl_link *link)
{
	if (mark_is_ours(link, watch->host->instance)) {
		lease->watch.is_marked = true;
		return false;
	}
	if (!lease->watch.is_marked)
		return false;
	log_warning(
		"device %s has lost vmtap's group and alias: it is left to whoever took them off",
		lease->ifname.s);
	lease->facts.lower_down = 0;
	end_of(watch, lease);
	return true;
}

/* The administrator may rename or move a device: the lease follows.  link is as
 * the kernel has it now, for an event may tell of the time before vmtapd's own
 * change.  False: the lease is gone. */
static bool on_change(struct watch *watch, struct lease *lease,
		      const struct rtnl_link *link)
{
	unsigned int below = link->master ? link->master : link->lower;

	if (is_taken_over(watch, lease, link))
		return false;
	if (strcmp(lease->ifname.s, link->ifname.s) != 0) {
		log_info("device %s is now called %s", lease->ifname.s,
			 link->ifname.s);
		lease->ifname = link->ifname;
	}
	lease->mtu = link->mtu;
	lease->is_up = link->flags & IFF_UP;
	lease->has_carrier = link->has_carrier;
	if (lease->link_ifindex != below)
		follow(watch, lease, below);
	return true;
}

/* The link is gone.  A grant that waits ends its RESERVED lease itself. */
static void on_end(struct watch *watch, struct lease *lease)
{
	if (lease->state == LEASE_RESERVED)
		pending_lost(watch->state->pending, lease);
	else
		end_of(watch, lease);
}

static void on_bridge(struct watch *watch, const struct rtnl_link *link)
{
	watch->has_bridge = true;
	again_filters(watch->state, link);
}

static void hear(struct watch *watch, const struct rtnl_link *link,
		 bool is_gone)
{
	struct lease *lease = lease_numbered(watch->table, link->ifindex);

	if (is_gone)
		keep_gone(watch->state, link->ifindex);
	else if (!lease && strcmp(link->kind, "bridge") == 0)
		on_bridge(watch, link);
	if (!lease)
		return;
	if (is_gone)
		on_end(watch, lease);
	else if (lease->state != LEASE_RESERVED &&
		 !is_taken_over(watch, lease, link))
		tamper_note(watch->state, lease, link);
}

static void on_link(const struct rtnl_link *link, bool is_gone, void *data)
{
	struct watch *watch = data;

	hear(watch, link, is_gone);
	places_note(watch->state->places, link, is_gone);
}

static void on_filter(unsigned int ifindex, void *data)
{
	const struct watch *watch = data;
	struct lease *lease = lease_numbered(watch->table, ifindex);

	if (!lease)
		return;
	keep_note(lease);
	again_note_rates(lease);
}

static void on_port(unsigned int ifindex, void *data)
{
	const struct watch *watch = data;
	struct lease *lease = lease_numbered(watch->table, ifindex);

	if (lease)
		again_note(lease);
}

/* Ask the kernel for the link as it is now, see tamper_judge(). */
static void look_at_link(struct watch *watch, struct lease *lease)
{
	struct rtnl_link link = { 0 };
	int r = rtnl_link_numbered(watch->host->rtnl, lease->ifindex, &link);

	/* -ENODEV: an event tells that it is gone */
	lease->watch.is_noted = r < 0 && r != -ENODEV;
	if (r < 0 || !on_change(watch, lease, &link))
		return;
	tamper_judge(watch->state, lease, &link);
	again_see(lease, &link);
	places_note(watch->state->places, &link, false);
}

void watch_changed(struct watch *watch)
{
	struct lease *lease, *next;

	for (lease = TAILQ_FIRST(&watch->table->all); lease; lease = next) {
		next = TAILQ_NEXT(lease, entry);
		if (lease->watch.is_noted && lease->state == LEASE_LIVE)
			look_at_link(watch, lease);
	}
	keep_look(watch->state);
	if (watch->has_bridge)
		again_bridge(watch->state);
	watch->has_bridge = false;
	again_look(watch->state);
	pinned_renew(watch->state);
}

static int mark_seen(const struct rtnl_link *link, void *data)
{
	struct watch *watch = data;
	struct lease *lease = lease_numbered(watch->table, link->ifindex);

	if (lease && mark_is_ours(link, watch->host->instance))
		lease->watch.is_seen = lease->watch.is_noted = true;
	return 0;
}

/* A dump may lack a link that is there, if links come and go all the time. */
static bool is_gone(const struct watch *watch, const struct lease *lease)
{
	struct rtnl_link link = { 0 };
	int r;

	if (lease->watch.is_seen)
		return false;
	if (lease->ifindex == 0)
		return true;
	r = rtnl_link_numbered(watch->host->rtnl, lease->ifindex, &link);
	return r == -ENODEV ||
	       (r == 0 && !mark_is_ours(&link, watch->host->instance));
}

/* The kernel may lack memory, and that passes. */
static void try_again(struct watch *watch, int r)
{
	const unsigned int ms = AGAIN_MS << watch->failures;
	const struct timeval pause = {
		.tv_sec = ms / 1000,
		.tv_usec = ms % 1000 * 1000,
	};

	log_error("the links cannot be listed: %s; vmtapd tries again",
		  strerror(-r));
	if (watch->failures < AGAIN_DOUBLED)
		watch->failures++;
	(void)evtimer_add(watch->again, &pause);
}

/* Events were lost: a link that is not in a dump is gone, and the others may
 * have changed. */
static void resync(struct watch *watch)
{
	struct lease *lease, *next;
	int r;

	TAILQ_FOREACH (lease, &watch->table->all, entry)
		lease->watch.is_seen = false;
	r = rtnl_link_dump(watch->host->rtnl, mark_seen, watch);
	if (r < 0) {
		try_again(watch, r);
		return;
	}
	watch->failures = 0;
	(void)evtimer_del(watch->again);
	for (lease = TAILQ_FIRST(&watch->table->all); lease; lease = next) {
		next = TAILQ_NEXT(lease, entry);
		if (is_gone(watch, lease))
			on_end(watch, lease);
	}
	pinned_doubt(watch->table);
	places_doubt_all(watch->state->places);
	keep_doubt(watch->state);
	again_all(watch->state);
}

static void resync_again(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	resync(data);
	watch_changed(data);
}

static void links_ready(evutil_socket_t fd, short what, void *data)
{
	struct watch *watch = data;
	const struct rtnl_listener listener = {
		.link = on_link,
		.filter = on_filter,
		.port = on_port,
		.data = watch,
	};
	int r = rtnl_monitor_read(watch->monitor, &listener);

	(void)fd;
	(void)what;
	if (r == -ENOBUFS) {
		log_warning("rtnetlink events were lost; looking at all links");
		resync(watch);
	} else if (r < 0) {
		log_error("rtnetlink events cannot be read: %s", strerror(-r));
	}
	watch_changed(watch);
}

/* ---- start and stop --------------------------------------------------- */

int watch_start(struct state *state, struct error *err)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	int r;

	(void)err;
	if (!watch)
		return -ENOMEM;
	state->watch = watch;
	watch->state = state;
	watch->table = state->leases;
	watch->reaper = state->reaper;
	watch->host = state->host;
	r = rtnl_monitor_open(watch->host->rtnl, &watch->monitor);
	if (r == 0)
		r = loop_listen(state->base, rtnl_events_fd(watch->monitor),
				links_ready, watch, &watch->links);
	if (r == 0)
		r = loop_timer(state->base, resync_again, watch, &watch->again);
	return r;
}

void watch_stop(struct state *state)
{
	struct watch *watch = state->watch;

	if (!watch)
		return;
	loop_forget(watch->links);
	loop_forget(watch->again);
	rtnl_events_close(watch->monitor);
	free(watch);
	state->watch = NULL;
}
