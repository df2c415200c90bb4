/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * learn.c - listens to the announcements of bridges, and asks the bridges after
 * a loss.  It hands each address of a lease that is learning to admit.c.
 *
 * A holder can send from any number of addresses.  The cost is bounded: events
 * are read a few at a time, and those that do not fit into the socket are
 * lost.  After LEASE_REFUSALS_MAX addresses, or LEASE_REPEATS_MAX frames from
 * them, the port is shut, and its events end.  After a loss vmtapd looks at
 * each port once, in turn, for a tenth of its time at most.
 */
#include "daemon/event/learn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/event/admit.h"
#include "daemon/event/loop.h"
#include "daemon/event/pinned.h"
#include "daemon/log/log.h"
#include "link/rtnl/rtnl-fdb.h"

struct learn {
	const struct state *state;
	struct rtnl_events *monitor;
	struct event *events;
	struct event *again; /* timer: look at the ports after a loss */
	unsigned int turn; /* ifindex of the port looked at last */
};

#define LOSS_US 100000 /* from the first loss to the look */
#define LOOK_US 5000 /* one look; a single port may take longer */
#define LOOK_PAUSE 10 /* the pause, in durations of the look */

/* ---- events ----------------------------------------------------------- */

static void on_entry(const struct rtnl_fdb *fdb, void *data)
{
	const struct state *state = ((struct learn *)data)->state;
	struct lease *lease = lease_numbered(state->leases, fdb->ifindex);

	if (lease && fdb->is_gone)
		pinned_suspect(lease);
	/* a routing program deletes what it had put in place of the lease's */
	if (fdb->is_gone)
		pinned_gone(state->leases, fdb->bridge, &fdb->lladdr);
	if (fdb->is_set || fdb->is_gone)
		return;
	if (lease && lease->facts.guest == GUEST_LEARNING &&
	    lease->state == LEASE_LIVE)
		admit_address(state, lease, fdb);
}

/* Entries of a dump, kept until it is over: what admit.c does with them needs
 * the same socket.  More than can be refused are not needed. */
struct dumped {
	size_t n;
	struct rtnl_fdb entries[LEASE_REFUSALS_MAX];
};

static void begin_dumped(void *data)
{
	struct dumped *dumped = data;

	dumped->n = 0;
}

static int on_dumped(const struct rtnl_fdb *fdb, void *data)
{
	struct dumped *dumped = data;

	if (!fdb->is_set && dumped->n < LEASE_REFUSALS_MAX)
		dumped->entries[dumped->n++] = *fdb;
	return 0;
}

static void look_at(struct learn *learn, struct lease *lease)
{
	const struct state *state = learn->state;
	struct dumped dumped = { 0 };
	int r = rtnl_fdb_dump(state->host->rtnl, lease->ifindex, begin_dumped,
			      on_dumped, &dumped);

	lease->learn.is_unheard = false;
	for (size_t i = 0; i < dumped.n; i++)
		on_entry(&dumped.entries[i], learn);
	if (r < 0)
		log_error("what %s sent cannot be listed: %s", lease->ifname.s,
			  strerror(-r));
}

/* The next port after the last one, round and round; NULL: none is left. */
static struct lease *next_unheard(struct learn *learn)
{
	struct lease *lease, *next = NULL, *first = NULL;

	TAILQ_FOREACH (lease, &learn->state->leases->all, entry) {
		if (!lease->learn.is_unheard ||
		    lease->facts.guest != GUEST_LEARNING ||
		    lease->state != LEASE_LIVE)
			continue;
		if (!first || lease->ifindex < first->ifindex)
			first = lease;
		if (lease->ifindex > learn->turn &&
		    (!next || lease->ifindex < next->ifindex))
			next = lease;
	}
	next = next ? next : first;
	learn->turn = next ? next->ifindex : learn->turn;
	return next;
}

/*
 * For each port the kernel walks through all entries of the bridge, and
 * strangers decide how many there are.  So look at a few ports, then pause for
 * a time that grows with the time that the look took.
 */
static void look_again(evutil_socket_t fd, short what, void *data)
{
	const uint64_t began = clock_us();
	struct learn *learn = data;
	struct timeval pause = { 0 };
	uint64_t took = 0;
	struct lease *lease;

	(void)fd;
	(void)what;
	while (took < LOOK_US && (lease = next_unheard(learn)) != NULL) {
		look_at(learn, lease);
		took = clock_us() - began;
	}
	if (took == 0)
		return; /* no port was left */
	took *= LOOK_PAUSE;
	pause.tv_sec = (time_t)(took / 1000000);
	pause.tv_usec = (suseconds_t)(took % 1000000);
	(void)evtimer_add(learn->again, &pause);
}

static void doubt_all(struct learn *learn, suseconds_t us)
{
	const struct timeval wait = { .tv_usec = us };
	struct lease *lease;

	TAILQ_FOREACH (lease, &learn->state->leases->all, entry)
		lease->learn.is_unheard = lease->facts.guest == GUEST_LEARNING;
	/* a timer that runs stays: each loss would put it off again */
	if (!evtimer_pending(learn->again, NULL))
		(void)evtimer_add(learn->again, &wait);
}

void learn_look(struct learn *learn)
{
	doubt_all(learn, 0);
}

static void ready(evutil_socket_t fd, short what, void *data)
{
	struct learn *learn = data;
	int r = rtnl_fdb_monitor_read(learn->monitor, on_entry, learn);

	(void)fd;
	(void)what;
	if (r == -ENOBUFS) {
		/* the port that causes so many is soon shut; then ask the
		 * others */
		doubt_all(learn, LOSS_US);
		pinned_doubt(learn->state->leases);
	} else if (r < 0) {
		log_error("announcements of bridges cannot be read: %s",
			  strerror(-r));
	}
	pinned_renew(learn->state);
}

/* ---- start and stop --------------------------------------------------- */

int learn_start(struct state *state, struct error *err)
{
	struct learn *learn = calloc(1, sizeof(*learn));
	int r;

	(void)err;
	if (!learn)
		return -ENOMEM;
	state->learn = learn;
	learn->state = state;
	r = rtnl_fdb_monitor_open(&learn->monitor);
	if (r == 0)
		r = loop_listen(state->base, rtnl_events_fd(learn->monitor),
				ready, learn, &learn->events);
	if (r == 0)
		r = loop_timer(state->base, look_again, learn, &learn->again);
	return r;
}

void learn_stop(struct state *state)
{
	struct learn *learn = state->learn;

	if (!learn)
		return;
	loop_forget(learn->events);
	loop_forget(learn->again);
	rtnl_events_close(learn->monitor);
	free(learn);
	state->learn = NULL;
}
