/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.c - a record for each device that is held by name, a timer for all ends
 * at a time, and an event for each process with which a device ends.
 *
 * A VMM leaves changes to the next one.  The kernel tells of its close by the
 * carrier, which goes with the last descriptor.  It tells that up to a second
 * later, and only of a device that is closed then.  So what is closed and opened
 * again within this time is as the first one left it.
 */
#include "daemon/hold/hold.h"

#include <errno.h>
#include <stdlib.h>

#include "daemon/event/loop.h"
#include "daemon/hold/process.h"
#include "daemon/hold/record.h"
#include "daemon/hold/renew.h"
#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"

/* The timer of the loop stands still while the host sleeps. */
#define WAIT_SECONDS_MAX 60
/* So long devices are put back, and then requests are served for a while. */
#define SLICE_US 10000
#define PAUSE_US 5000

struct hold {
	const struct state *state;
	struct hold_records all;
	struct event *timer; /* runs while a device has a time */
	struct event *more; /* runs while devices are left to be put back */
};

static void end(struct hold_record *record, const char *why)
{
	const struct state *state = record->hold->state;

	if (record->lease->state != LEASE_LIVE)
		return;
	audit_expired(record->lease, why);
	expire_lease(state->reaper, state->host, record->lease);
}

/* ---- a time ----------------------------------------------------------- */

/* 0: no device has one. */
static uint64_t end_what_is_due(struct hold *hold, uint64_t now)
{
	struct hold_record *record;
	uint64_t next = 0;

	TAILQ_FOREACH (record, &hold->all, entry) {
		const uint64_t until = record->lease->facts.hold.until;

		if (until == 0 || record->lease->state != LEASE_LIVE)
			continue;
		if (until <= now)
			end(record, "its time is up");
		else if (next == 0 || until < next)
			next = until;
	}
	return next;
}

static void look_at_times(struct hold *hold)
{
	const uint64_t now = clock_boot();
	const uint64_t next = end_what_is_due(hold, now);
	struct timeval wait = { .tv_sec = WAIT_SECONDS_MAX };

	if (next == 0)
		return;
	if (next - now < WAIT_SECONDS_MAX)
		wait.tv_sec = (time_t)(next - now);
	(void)evtimer_add(hold->timer, &wait);
}

static void time_is_up(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	look_at_times(data);
}

/* ---- a process -------------------------------------------------------- */

static void is_gone(evutil_socket_t fd, short what, void *data)
{
	struct hold_record *record = data;

	(void)fd;
	(void)what;
	(void)event_del(record->exit); /* it stays readable */
	end(record, "the process that it was to end with is gone");
}

static int listen_to(struct hold_record *record)
{
	const struct facts *facts = &record->lease->facts;
	int r = process_open(facts->pid, facts->hold.process, &record->pidfd);

	return r < 0 ? r
		     : loop_listen(record->hold->state->base, record->pidfd,
				   is_gone, record, &record->exit);
}

/* ---- what is left to the next one ------------------------------------- */

static void put_back(struct hold_record *record)
{
	record->is_left = false;
	/* then the next one's close tells */
	if (renew(record->hold->state, record->lease) == -EBUSY)
		record->is_open = true;
}

static void look(struct hold *hold)
{
	const struct timeval pause = { .tv_usec = PAUSE_US };
	const uint64_t began = clock_us();
	struct hold_record *record;

	TAILQ_FOREACH (record, &hold->all, entry) {
		if (!record->is_left || record->lease->state != LEASE_LIVE)
			continue;
		if (clock_us() - began >= SLICE_US) {
			(void)evtimer_add(hold->more, &pause);
			return;
		}
		put_back(record);
	}
}

static void look_more(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	look(data);
}

void hold_see(struct lease *lease, const struct rtnl_link *link)
{
	const struct timeval now = { 0 };
	struct hold_record *record = lease->tamper.hold;

	if (!record)
		return;
	record->is_left = !link->has_carrier &&
			  (record->is_open || record->is_left);
	record->is_open = link->has_carrier;
	if (record->is_left && !evtimer_pending(record->hold->more, NULL))
		(void)evtimer_add(record->hold->more, &now);
}

/* ---- records ---------------------------------------------------------- */

void hold_begin(struct hold *hold, struct lease *lease)
{
	struct hold_record *record;
	int r = 0;

	if (!lease->facts.hold.is_on)
		return;
	record = hold_record_add(&hold->all, lease);
	if (!record) {
		/* nothing else could end it */
		audit_revoked(lease, "", "vmtapd has no memory to keep it");
		expire_lease(hold->state->reaper, hold->state->host, lease);
		return;
	}
	record->hold = hold;
	if (lease->facts.hold.process)
		r = listen_to(record);
	if (r < 0)
		end(record,
		    r == -ESRCH
			    ? "the process that it was to end with is gone"
			    : "the process that it is to end with cannot be watched");
	if (lease->facts.hold.until)
		look_at_times(hold);
}

/* Nobody knows what happened while no daemon ran. */
void hold_adopt(const struct state *state)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		if (lease->state != LEASE_LIVE || !lease->facts.hold.is_on)
			continue;
		hold_begin(state->hold, lease);
		if (lease->tamper.hold)
			lease->tamper.hold->is_open = true;
		lease->watch.is_noted = true;
	}
}

/* ---- start and stop --------------------------------------------------- */

int hold_start(struct state *state, struct error *err)
{
	struct hold *hold = calloc(1, sizeof(*hold));
	int r;

	(void)err;
	if (!hold)
		return -ENOMEM;
	state->hold = hold;
	hold->state = state;
	TAILQ_INIT(&hold->all);
	r = loop_timer(state->base, time_is_up, hold, &hold->timer);
	return r < 0 ? r
		     : loop_timer(state->base, look_more, hold, &hold->more);
}

void hold_stop(struct state *state)
{
	struct hold *hold = state->hold;
	struct hold_record *record;

	if (!hold)
		return;
	while ((record = TAILQ_FIRST(&hold->all)) != NULL)
		hold_record_forget(record->lease);
	loop_forget(hold->timer);
	loop_forget(hold->more);
	free(hold);
	state->hold = NULL;
}
