/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pending.c - a list of grants, a timer, and an inotify that watches /dev only
 * while a grant waits for udev.  It makes and ends no device.
 */
#include "daemon/pending.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/queue.h>
#include <unistd.h>

#include "common/clock.h"
#include "daemon/event/loop.h"
#include "link/node/node.h"

#define DRAIN_SECONDS 2
/* Each takes some milliseconds; after these, other events have their turn. */
#define RESUMES_AT_ONCE 8

struct waiting {
	TAILQ_ENTRY(waiting) entry;
	struct grant grant;
	bool is_called; /* its link is gone, or what stood in its way: it goes
			 * on */
	uint64_t due; /* a further attempt for its node gets no more time */
};

TAILQ_HEAD(waitings, waiting);

struct pending {
	struct waitings all; /* in order of arrival */
	int inotify;
	int watch; /* of /dev; or -1 */
	struct event *nodes;
	struct event *timer;
	uint64_t next; /* when the timer rings, if a grant waits */
	uint64_t drain_due; /* 0: the daemon is not ending */
	pending_go_on *go_on;
	void *data;
};

static unsigned int ms_until(uint64_t due)
{
	const uint64_t now = clock_ms();

	return due > now ? (unsigned int)(due - now) : 0;
}

static void arm(struct pending *pending, uint64_t next)
{
	unsigned int ms = ms_until(next);
	struct timeval wait = {
		.tv_sec = ms / 1000,
		.tv_usec = ms % 1000 * 1000,
	};

	pending->next = next;
	(void)evtimer_add(pending->timer, &wait);
}

static void forget(struct pending *pending, struct waiting *waiting)
{
	TAILQ_REMOVE(&pending->all, waiting, entry);
	free(waiting);
	if (!TAILQ_EMPTY(&pending->all))
		return;
	(void)evtimer_del(pending->timer);
	if (pending->watch >= 0)
		(void)inotify_rm_watch(pending->inotify, pending->watch);
	pending->watch = -1;
}

/* Does it wait for the end of a lease?  Else it waits for udev. */
static bool awaits_end(const struct waiting *waiting)
{
	return !waiting->grant.lease;
}

static uint64_t due_of(const struct pending *pending,
		       const struct waiting *waiting)
{
	const uint64_t due = awaits_end(waiting) ? waiting->grant.patience.look
						 : waiting->due;

	return pending->drain_due && pending->drain_due < due
		       ? pending->drain_due
		       : due;
}

static bool can_go_on(const struct pending *pending,
		      const struct waiting *waiting, uint64_t now)
{
	return waiting->is_called || now >= due_of(pending, waiting) ||
	       (!awaits_end(waiting) &&
		!device_is_awaited(&waiting->grant.device));
}

/* A grant that awaits an end needs no watch. */
static int watch_for(struct pending *pending, const struct waiting *waiting)
{
	return awaits_end(waiting) || pending->watch >= 0
		       ? 0
		       : node_watch_all(pending->inotify, &pending->watch);
}

static void end(struct pending *pending, struct waiting *waiting,
		const struct error *why)
{
	(void)pending->go_on(pending->data, &waiting->grant, why);
	forget(pending, waiting);
}

/* It awaited an end, and now it waits for udev. */
static void begin_to_watch(struct pending *pending, struct waiting *waiting)
{
	struct error err;
	int r = watch_for(pending, waiting);

	waiting->due = clock_ms() + PENDING_SECONDS * 1000;
	if (r == 0)
		return;
	(void)error_set(&err, VMTAP_E_HOST, -r,
			"vmtapd cannot watch /dev for udev: %s", strerror(-r));
	end(pending, waiting, &err);
}

/* Then the grant is done, or it waits again: for another link's node, or for
 * another end. */
static void resume(struct pending *pending, struct waiting *waiting)
{
	const bool awaited_end = awaits_end(waiting);

	waiting->is_called = false;
	if (pending->go_on(pending->data, &waiting->grant, NULL) !=
	    -EINPROGRESS)
		forget(pending, waiting);
	else if (awaited_end && !awaits_end(waiting))
		begin_to_watch(pending, waiting);
}

/*
 * Look at all grants, whatever the event was: each look takes a microsecond,
 * and there are few.  If one went on, another look follows at once.
 */
static void look(struct pending *pending)
{
	const uint64_t now = clock_ms();
	struct waiting *waiting, *following;
	uint64_t next = UINT64_MAX;
	unsigned int n = 0;

	for (waiting = TAILQ_FIRST(&pending->all); waiting;
	     waiting = following) {
		following = TAILQ_NEXT(waiting, entry);
		if (can_go_on(pending, waiting, now)) {
			next = now;
			if (n++ == RESUMES_AT_ONCE)
				break;
			resume(pending, waiting);
		} else if (due_of(pending, waiting) < next) {
			next = due_of(pending, waiting);
		}
	}
	if (!TAILQ_EMPTY(&pending->all))
		arm(pending, next);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	look(data);
}

static void read_all(int inotify)
{
	char events[4096];

	while (read(inotify, events, sizeof(events)) > 0)
		;
}

static void on_nodes(evutil_socket_t fd, short what, void *data)
{
	(void)what;
	read_all(fd);
	look(data);
}

void pending_tell(struct pending *pending, pending_go_on *go_on, void *data)
{
	pending->go_on = go_on;
	pending->data = data;
}

int pending_add(struct pending *pending, const struct grant *grant)
{
	struct waiting *waiting = malloc(sizeof(*waiting));
	int r;

	if (!waiting)
		return -ENOMEM;
	waiting->grant = *grant;
	r = watch_for(pending, waiting);
	if (r < 0) {
		free(waiting);
		return r;
	}
	waiting->is_called = false;
	waiting->due = clock_ms() + PENDING_SECONDS * 1000;
	TAILQ_INSERT_TAIL(&pending->all, waiting, entry);
	arm(pending, 0); /* the node may be there already */
	return 0;
}

void pending_lost(struct pending *pending, const struct lease *lease)
{
	struct waiting *waiting;

	TAILQ_FOREACH (waiting, &pending->all, entry)
		if (waiting->grant.lease == lease) {
			waiting->is_called = true;
			arm(pending, 0);
			return;
		}
}

void pending_ended(struct pending *pending, const struct label *network)
{
	struct waiting *waiting;

	TAILQ_FOREACH (waiting, &pending->all, entry)
		if (awaits_end(waiting) &&
		    strcmp(waiting->grant.request.network.s, network->s) == 0) {
			waiting->is_called = true;
			arm(pending, 0);
		}
}

void pending_cancel(struct pending *pending, int socket)
{
	struct waiting *waiting;
	struct error err;

	TAILQ_FOREACH (waiting, &pending->all, entry)
		if (waiting->grant.socket == socket)
			break;
	if (!waiting)
		return;
	(void)error_set(&err, VMTAP_E_INTERNAL, EPIPE,
			"the connection ended before the device was complete");
	end(pending, waiting, &err);
}

void pending_refuse(struct pending *pending)
{
	struct waiting *waiting, *following;
	struct error err;

	(void)error_set(
		&err, VMTAP_E_BUSY, EBUSY,
		"the policy was read again before the device was complete; try again");
	for (waiting = TAILQ_FIRST(&pending->all); waiting;
	     waiting = following) {
		following = TAILQ_NEXT(waiting, entry);
		if (awaits_end(waiting))
			waiting->grant.network = NULL;
		else
			end(pending, waiting, &err);
	}
}

bool pending_drain(struct pending *pending)
{
	struct pollfd pollfd = { .fd = pending->inotify, .events = POLLIN };
	struct waiting *waiting;

	if (TAILQ_EMPTY(&pending->all))
		return false;
	if (pending->drain_due == 0)
		pending->drain_due = clock_ms() + DRAIN_SECONDS * 1000;
	/* nobody reads of ends any more */
	TAILQ_FOREACH (waiting, &pending->all, entry)
		if (awaits_end(waiting))
			waiting->grant.patience.until =
				waiting->grant.patience.look = 1;
	for (look(pending); !TAILQ_EMPTY(&pending->all); look(pending)) {
		(void)poll(&pollfd, 1, (int)ms_until(pending->next));
		read_all(pending->inotify);
	}
	return true;
}

/* ---- start and stop --------------------------------------------------- */

int pending_start(struct state *state, struct error *err)
{
	struct pending *pending = calloc(1, sizeof(*pending));
	int r;

	(void)err;
	if (!pending)
		return -ENOMEM;
	state->pending = pending;
	TAILQ_INIT(&pending->all);
	pending->watch = -1;
	pending->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (pending->inotify < 0)
		return -errno;
	r = loop_listen(state->base, pending->inotify, on_nodes, pending,
			&pending->nodes);
	if (r == 0)
		r = loop_timer(state->base, on_timer, pending, &pending->timer);
	return r;
}

void pending_stop(struct state *state)
{
	struct pending *pending = state->pending;

	if (!pending)
		return;
	loop_forget(pending->nodes);
	loop_forget(pending->timer);
	if (pending->inotify >= 0)
		(void)close(pending->inotify);
	free(pending);
	state->pending = NULL;
}
