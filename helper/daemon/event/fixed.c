/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fixed.c - remembers the last static entry that a bridge lost.  If the next
 * event is that a TAP of vmtapd has the address, the TAP took it away;
 * otherwise an administrator deleted it, and it stays deleted.
 *
 * vmtapd keeps no list of such entries.  What is lost while vmtapd does not run
 * stays lost.
 */
#include "daemon/event/fixed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/event/loop.h"
#include "daemon/event/pinned.h"
#include "daemon/event/tamper.h"
#include "daemon/event/watch.h"
#include "daemon/log/audit.h"
#include "daemon/log/log.h"
#include "link/fence/port.h"
#include "link/rtnl/rtnl-fdb.h"

struct fixed {
	const struct state *state;
	struct rtnl_events *monitor;
	struct event *events;
	bool has_gone;
	struct rtnl_fdb gone; /* the entry that went last */
	unsigned int n_gone;
	bool has_noted; /* a lease is to be looked at */
};

/* The guest's own entries belong to a lease, and pinned.c sets them again. */
static bool is_of_lease(const struct state *state, const struct rtnl_fdb *fdb)
{
	const struct lease *lease = lease_numbered(state->leases, fdb->ifindex);

	return lease && pinned_has(lease, &fdb->lladdr);
}

static void set_again(const struct state *state, const struct lease *lease,
		      const struct rtnl_fdb *fdb)
{
	int r = port_set_again(state->host->rtnl, fdb);
	char text[LLADDR_TEXT_SIZE], reason[256];

	if (r == -ENODEV)
		return; /* the entry has gone with its port by now */
	lladdr_format(&fdb->lladdr, text);
	(void)snprintf(
		reason, sizeof(reason),
		"it took the address of a static entry of the bridge, which %s%s",
		r < 0 ? "cannot be set again: " : "is set again",
		r < 0 ? strerror(-r) : "");
	audit_address(lease, r < 0 ? AUDIT_ENTRY_LOST : AUDIT_ENTRY, text,
		      reason);
}

/* A TAP with the address that vmtapd gave it got there by the grant, not by its
 * holder. */
static void on_taken(struct fixed *fixed, struct lease *lease,
		     const struct rtnl_fdb *fdb)
{
	set_again(fixed->state, lease, fdb);
	if (lease->state != LEASE_LIVE ||
	    lladdr_equal(&fdb->lladdr, &lease->facts.link_lladdr))
		return;
	tamper_took_entry(lease);
	fixed->has_noted = true;
}

static void on_entry(const struct rtnl_fdb *fdb, void *data)
{
	struct fixed *fixed = data;
	const struct state *state = fixed->state;
	const struct rtnl_fdb gone = fixed->gone;
	struct lease *lease;
	bool is_taken;

	if (fdb->is_gone) {
		fixed->has_gone = true;
		fixed->gone = *fdb;
		fixed->n_gone++;
		return;
	}
	is_taken = fixed->has_gone && gone.bridge == fdb->bridge &&
		   gone.vlan == fdb->vlan &&
		   lladdr_equal(&gone.lladdr, &fdb->lladdr);
	fixed->has_gone = false;
	lease = is_taken ? lease_numbered(state->leases, fdb->ifindex) : NULL;
	if (lease && !is_of_lease(state, &gone))
		on_taken(fixed, lease, &gone);
}

static int read_events(struct fixed *fixed)
{
	int r = rtnl_fdb_monitor_read(fixed->monitor, on_entry, fixed);

	if (r == -ENOBUFS) {
		fixed->has_gone = false;
		log_warning(
			"events of bridges were lost; a static entry may be missing whose address a device took meanwhile");
	} else if (r < 0) {
		log_error("events of static entries cannot be read: %s",
			  strerror(-r));
	}
	return r;
}

/*
 * The second event of a pair may still be on its way.  A question about a link
 * waits for the same lock (RTNL) as the change that takes an entry away, so
 * after the answer the event is there, or the entry was not taken.
 */
static void settle(struct fixed *fixed)
{
	const unsigned int n_gone = fixed->n_gone;
	struct rtnl_link bridge;

	(void)rtnl_link_numbered(fixed->state->host->rtnl, fixed->gone.bridge,
				 &bridge);
	if (read_events(fixed) == 0 && fixed->n_gone != n_gone)
		event_active(fixed->events, EV_READ, 0); /* once more */
	else
		fixed->has_gone = false;
}

static void ready(evutil_socket_t fd, short what, void *data)
{
	struct fixed *fixed = data;

	(void)fd;
	(void)what;
	if (read_events(fixed) == 0 && fixed->has_gone)
		settle(fixed);
	if (fixed->has_noted)
		watch_changed(fixed->state->watch);
	fixed->has_noted = false;
}

/* ---- start and stop --------------------------------------------------- */

int fixed_start(struct state *state, struct error *err)
{
	struct fixed *fixed = calloc(1, sizeof(*fixed));
	int r;

	(void)err;
	if (!fixed)
		return -ENOMEM;
	state->fixed = fixed;
	fixed->state = state;
	r = rtnl_fdb_monitor_set(&fixed->monitor);
	return r < 0 ? r
		     : loop_listen(state->base, rtnl_events_fd(fixed->monitor),
				   ready, fixed, &fixed->events);
}

void fixed_stop(struct state *state)
{
	struct fixed *fixed = state->fixed;

	if (!fixed)
		return;
	loop_forget(fixed->events);
	rtnl_events_close(fixed->monitor);
	free(fixed);
	state->fixed = NULL;
}
