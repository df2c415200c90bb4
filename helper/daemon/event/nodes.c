/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nodes.c - a macvtap's node was closed: does its lease end?  expire.c deletes
 * the device.
 */
#include "daemon/event/nodes.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/clock.h"
#include "daemon/event/loop.h"
#include "daemon/lease/expire.h"
#include "daemon/log/log.h"
#include "link/node/held.h"
#include "link/node/node.h"

/*
 * The kernel announces a close before it drops the file's locks (__fput() in
 * fs/file_table.c: fsnotify_close(), then locks_remove_file()).  A look right
 * after the event may still see the lock, so vmtapd looks again after 10, 20,
 * 40, 80 and 160 ms.  If the node is locked even then, another queue is still
 * held.  Each lease has looks of its own: events of other nodes spend none of
 * them.
 */
#define RECHECK_MS 10U

/* After a loss of events each lease is to be looked at, which opens its node.
 * Requests must not wait for all of them, so the loop has a turn after these. */
#define LOOKS_AT_ONCE 64

struct nodes {
	struct event *ready; /* inotify */
	struct event *recheck; /* timer, runs only while a look is due */
	uint64_t turn; /* the lease that was looked at last, see order_of() */
};

static void close_sentry(const struct state *state, struct lease *lease)
{
	struct device device;

	device_init(&device);
	device.sentry = TAKE_FD(lease->node.sentry);
	reaper_end(state->reaper, state->host->rtnl, lease->facts.uid, &device);
}

/* In doubt a device is held: one that is in use must not be deleted. */
static bool is_held(struct lease *lease)
{
	bool answer = true;
	struct error err;
	int r = 0;

	if (lease->node.sentry < 0)
		r = node_open_sentry(lease->ifindex, lease->node.number,
				     &lease->node.sentry, &err);
	if (r < 0)
		log_warning("%s cannot be asked whether it is held: %s",
			    lease->ifname.s, err.text);
	else if (held_probe(lease->node.sentry, &answer) < 0)
		log_warning("%s cannot be asked whether it is held",
			    lease->ifname.s);
	return answer;
}

static void look_at(const struct state *state, struct lease *lease)
{
	struct lease_node *node = &lease->node;

	if (!is_held(lease)) {
		node->rechecks = 0;
		expire_lease(state->reaper, state->host, lease);
		return;
	}
	node->rechecks--;
	node->due = clock_ms() +
		    (RECHECK_MS << (LEASE_RECHECKS - 1 - node->rechecks));
	if (node->rechecks > 0)
		return;
	if (lease->state == LEASE_LIVE)
		lease_set_leaving(lease, false);
	if (node->sentry >= 0)
		close_sentry(state, lease);
}

static void look_soon(struct lease *lease)
{
	lease->node.rechecks = LEASE_RECHECKS;
	lease->node.due = 0;
	if (lease->state == LEASE_LIVE)
		lease_set_leaving(lease, true);
}

static void arm(const struct state *state, uint64_t due)
{
	const uint64_t now = clock_ms();
	const uint64_t ms = due > now ? due - now : 0;
	const struct timeval wait = {
		.tv_usec = (suseconds_t)ms * 1000, /* 160 ms at most */
	};

	(void)evtimer_add(state->nodes->recheck, &wait);
}

/* In the list of all leases this grows. */
static uint64_t order_of(const struct lease *lease)
{
	return lease->indexed.by_number.order;
}

struct round {
	uint64_t now;
	uint64_t next; /* when the next look is due */
	unsigned int left; /* looks in this turn of the loop */
};

static void look_at_due(const struct state *state, struct lease *lease,
			struct round *round)
{
	if (lease->node.rechecks > 0 && lease->node.due <= round->now &&
	    round->left > 0) {
		round->left--;
		state->nodes->turn = order_of(lease);
		look_at(state, lease);
	}
	if (lease->node.rechecks > 0 && lease->node.due < round->next)
		round->next = lease->node.due;
}

/* Begin behind the lease that was looked at last: closes without end at one
 * node must not keep the last leases waiting. */
void nodes_look(const struct state *state)
{
	const uint64_t turn = state->nodes->turn;
	struct round round = {
		.now = clock_ms(),
		.next = UINT64_MAX,
		.left = LOOKS_AT_ONCE,
	};
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (order_of(lease) > turn)
			look_at_due(state, lease, &round);
	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		if (order_of(lease) > turn)
			break;
		look_at_due(state, lease, &round);
	}
	if (round.next < UINT64_MAX)
		arm(state, round.next);
}

static void recheck(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	nodes_look(data);
}

static void on_node(const struct state *state,
		    const struct inotify_event *event)
{
	struct lease *lease;

	if (event->mask & IN_Q_OVERFLOW) {
		/* any node may have been closed */
		TAILQ_FOREACH (lease, &state->leases->all, entry)
			if (lease->node.watch >= 0)
				look_soon(lease);
		return;
	}
	lease = lease_watched(state->leases, event->wd);
	if (!lease)
		return;
	if (event->mask & IN_IGNORED)
		lease_set_watch(state->leases, lease,
				-1); /* node and link are gone */
	else if (event->mask & IN_CLOSE_WRITE)
		look_soon(lease);
}

static void nodes_ready(evutil_socket_t fd, short what, void *data)
{
	const struct state *state = data;
	char events[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	bool has_closes = false;
	/* the rest of a long queue in the next turn of the loop */
	ssize_t n = read(fd, events, sizeof(events));

	(void)what;
	for (const char *p = events; p < events + n;) {
		const struct inotify_event *event = (const void *)p;

		on_node(state, event);
		has_closes |= !(event->mask & IN_IGNORED);
		p += sizeof(*event) + event->len;
	}
	if (has_closes)
		nodes_look(state);
}

int nodes_start(struct state *state, struct error *err)
{
	struct nodes *nodes = calloc(1, sizeof(*nodes));
	int r;

	(void)err;
	if (!nodes)
		return -ENOMEM;
	state->nodes = nodes;
	r = loop_listen(state->base, state->host->inotify, nodes_ready, state,
			&nodes->ready);
	if (r == 0)
		r = loop_timer(state->base, recheck, state, &nodes->recheck);
	return r;
}

void nodes_stop(struct state *state)
{
	struct nodes *nodes = state->nodes;

	if (!nodes)
		return;
	loop_forget(nodes->ready);
	loop_forget(nodes->recheck);
	free(nodes);
	state->nodes = NULL;
}
