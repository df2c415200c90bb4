/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * await.c - a list of requests, and a timer.  Each request waits equally long,
 * so the first one's time is over first.
 */
#include "daemon/news/await.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "common/clock.h"
#include "common/wire/reply.h"
#include "daemon/answer.h"
#include "daemon/event/loop.h"
#include "daemon/news/news.h"

/* All users together; the administrators' own requests do not count. */
#define WAITS_MAX (POLICY_CONNECTIONS_MAX / 2)
/* Each answer takes some microseconds; after these, others have their turn. */
#define ANSWERS_AT_ONCE 16

struct wait {
	TAILQ_ENTRY(wait) entry;
	int socket;
	const struct peer *peer; /* the connection's */
	struct request request;
	uint64_t due; /* clock_ms() */
};

TAILQ_HEAD(waits, wait);

struct await {
	const struct state *state;
	struct waits waits; /* in order of arrival */
	struct event *timer;
	bool is_soon; /* the timer is for the next turn of the loop */
	bool is_draining;
	await_answered *answered;
	void *data;
};

/* ---- an answer -------------------------------------------------------- */

static int refuse_others(struct error *err)
{
	return error_set(
		err, VMTAP_E_DENIED, EACCES,
		"what happens to devices of others is for root and for those whom admin in vmtapd.conf names; 'vmtap watch' without --all tells of your own");
}

static int refuse_unknown(const struct peer *peer, struct error *err)
{
	char text[PEER_TEXT_SIZE];

	peer_describe(peer, text);
	return error_set(
		err, VMTAP_E_DENIED, EACCES,
		"what happens to devices is told to known users only: %s",
		text);
}

/* What may peer see? */
static int choose_view(const struct state *state, const struct peer *peer,
		       const struct request *request,
		       struct news_view *ret_view, struct error *err)
{
	const bool is_all = request_has(request, VMTAP_PROTO_F_ALL);

	if (is_all && !policy_is_admin(state->policy, peer))
		return refuse_others(err);
	if (!is_all && !peer_has_account(peer))
		return refuse_unknown(peer, err);
	*ret_view = (struct news_view){
		.is_all = is_all || peer->uid == 0,
		.uid = peer->uid,
	};
	return 0;
}

static int answer(int socket, const struct news_view *view,
		  const struct request *request)
{
	struct reply reply;

	reply_init(&reply, request->verb);
	if (news_tell(view, &request->cursor, &reply))
		reply.head.header.flags |= VMTAP_PROTO_R_END;
	return answer_list(socket, &reply);
}

/* ---- requests that wait ----------------------------------------------- */

/* To add a timer that is due would put it off, time and again. */
static void arm_soon(struct await *await)
{
	static const struct timeval at_once = { 0 };

	if (!await->is_soon && !TAILQ_EMPTY(&await->waits))
		(void)evtimer_add(await->timer, &at_once);
	await->is_soon = !TAILQ_EMPTY(&await->waits);
}

static void arm(struct await *await, uint64_t due)
{
	const uint64_t now = clock_ms();
	const uint64_t ms = due > now ? due - now : 0;
	const struct timeval wait = {
		.tv_sec = (time_t)(ms / 1000),
		.tv_usec = (suseconds_t)(ms % 1000 * 1000),
	};

	(void)evtimer_add(await->timer, &wait);
}

static void forget(struct await *await, struct wait *wait)
{
	TAILQ_REMOVE(&await->waits, wait, entry);
	free(wait);
}

/* The policy may have changed meanwhile, and with it what the client may see. */
static void end(struct await *await, struct wait *wait)
{
	const int socket = wait->socket;
	struct news_view view;
	struct error err;
	int r = choose_view(await->state, wait->peer, &wait->request, &view,
			    &err);

	r = r < 0 ? answer_refuse(socket, wait->request.verb, &err)
		  : answer(socket, &view, &wait->request);
	forget(await, wait);
	await->answered(await->data, socket, r);
}

static bool is_due(const struct await *await, const struct wait *wait,
		   uint64_t now)
{
	struct news_view view;
	struct error err;

	return await->is_draining || now >= wait->due ||
	       choose_view(await->state, wait->peer, &wait->request, &view,
			   &err) < 0 ||
	       news_has(&view, &wait->request.cursor);
}

static void look(struct await *await)
{
	const uint64_t now = clock_ms();
	struct wait *wait, *next;
	unsigned int n = 0;

	for (wait = TAILQ_FIRST(&await->waits); wait; wait = next) {
		next = TAILQ_NEXT(wait, entry);
		if (!is_due(await, wait, now))
			continue;
		if (n++ == ANSWERS_AT_ONCE) {
			arm_soon(await);
			return;
		}
		end(await, wait);
	}
	wait = TAILQ_FIRST(&await->waits);
	if (wait)
		arm(await, wait->due);
	else
		(void)evtimer_del(await->timer);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
	struct await *await = data;

	(void)fd;
	(void)what;
	await->is_soon = false;
	look(await);
}

/* Several events mostly come together: look in the next turn of the loop. */
static void wake(void *data)
{
	arm_soon(data);
}

/* How many requests wait, of this user or of all users but root. */
static unsigned int count(const struct await *await, const struct peer *peer)
{
	const struct wait *wait;
	unsigned int n = 0;

	TAILQ_FOREACH (wait, &await->waits, entry)
		n += peer ? wait->peer->uid == peer->uid : wait->peer->uid != 0;
	return n;
}

static int check_limits(const struct await *await, const struct peer *peer,
			struct error *err)
{
	const unsigned int most =
		policy_global(await->state->policy)->connections / 2;

	if (peer->uid == 0)
		return 0;
	if (count(await, peer) >= most)
		return error_set(
			err, VMTAP_E_BUSY, EBUSY,
			"user %u has %u program%s that wait for what happens to devices, which is the most; end one and try again",
			peer->uid, most, most == 1 ? "" : "s");
	if (count(await, NULL) >= WAITS_MAX)
		return error_set(
			err, VMTAP_E_BUSY, EBUSY,
			"%d programs of this host wait for what happens to devices, which is the most; try again later",
			WAITS_MAX);
	return 0;
}

static int add(struct await *await, const struct call *call, struct error *err)
{
	struct wait *wait;
	int r = check_limits(await, call->peer, err);

	if (r < 0)
		return r;
	wait = malloc(sizeof(*wait));
	if (!wait)
		return error_set(err, VMTAP_E_INTERNAL, ENOMEM,
				 "out of memory");
	*wait = (struct wait){
		.socket = call->socket,
		.peer = call->peer,
		.request = *call->request,
		.due = clock_ms() + VMTAP_PROTO_WAIT_SECONDS * 1000,
	};
	TAILQ_INSERT_TAIL(&await->waits, wait, entry);
	/* if it is due already, it arms itself for the first one afterwards */
	if (TAILQ_FIRST(&await->waits) == wait && !await->is_soon)
		arm(await, wait->due);
	return -EINPROGRESS;
}

int await_verb(const struct call *call, struct error *err)
{
	struct await *await = call->state->await;
	const struct request *request = call->request;
	struct news_view view;
	int r = choose_view(call->state, call->peer, request, &view, err);

	if (r < 0)
		return r;
	if (!request_has(request, VMTAP_PROTO_F_WAIT) || await->is_draining ||
	    news_has(&view, &request->cursor))
		return answer(call->socket, &view, request);
	return add(await, call, err);
}

void await_cancel(struct await *await, int socket)
{
	struct wait *wait;

	TAILQ_FOREACH (wait, &await->waits, entry)
		if (wait->socket == socket) {
			forget(await, wait);
			return;
		}
}

void await_drain(struct await *await)
{
	await->is_draining = true;
	while (!TAILQ_EMPTY(&await->waits))
		end(await, TAILQ_FIRST(&await->waits));
}

/* ---- start and stop --------------------------------------------------- */

void await_tell(struct await *await, await_answered *answered, void *data)
{
	await->answered = answered;
	await->data = data;
}

/* Times of two daemons differ, so no cursor of another one is taken for one of
 * this daemon. */
static uint64_t draw_epoch(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

int await_start(struct state *state, struct error *err)
{
	struct await *await = calloc(1, sizeof(*await));

	(void)err;
	if (!await)
		return -ENOMEM;
	state->await = await;
	await->state = state;
	TAILQ_INIT(&await->waits);
	news_begin(draw_epoch());
	news_call(wake, await);
	return loop_timer(state->base, on_timer, await, &await->timer);
}

void await_stop(struct state *state)
{
	struct await *await = state->await;

	if (!await)
		return;
	news_call(NULL, NULL);
	news_clear();
	while (!TAILQ_EMPTY(&await->waits))
		forget(await, TAILQ_FIRST(&await->waits));
	loop_forget(await->timer);
	free(await);
	state->await = NULL;
}
