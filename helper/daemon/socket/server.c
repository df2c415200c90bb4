/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * server.c - keeps the connections, and lets datagram.c serve them.  It decides
 * about connections, never about devices.  No client can make it wait: all
 * sockets are non-blocking, and an answer that does not fit into the socket's
 * buffer ends the connection.
 */
#include "daemon/socket/server.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/event/loop.h"
#include "daemon/log/log.h"
#include "daemon/news/await.h"
#include "daemon/pending.h"
#include "daemon/socket/accept.h"
#include "daemon/socket/datagram.h"
#include "daemon/socket/turns.h"

_Static_assert(SERVER_CONNECTIONS_MAX == POLICY_CONNECTIONS_MAX,
	       "what \"connections\" may say");

static const struct timeval idle = { .tv_sec = SERVER_IDLE_SECONDS };

struct connection {
	TAILQ_ENTRY(connection) entry;
	struct server *server;
	struct event *ready; /* not while turn.is_waiting */
	struct turn turn;
	struct event *sign; /* of the client's life, while is_waiting */
	struct peer peer;
	int fd;
	bool is_silent; /* it had nothing to read for SERVER_IDLE_SECONDS */
	bool is_waiting; /* in pending.c or await.c; it is not read */
	bool may_carry; /* its messages may have descriptors */
};

TAILQ_HEAD(connections, connection);

struct server {
	const struct state *state;
	struct acceptor *acceptor;
	struct connections connections; /* the one silent longest is first */
	unsigned int n;
	struct turns turns;
	struct event *turn; /* timer, runs while a connection waits its turn */
	struct buckets buckets;
};

static void drop(struct connection *connection)
{
	struct server *server = connection->server;

	TAILQ_REMOVE(&server->connections, connection, entry);
	if (connection->is_waiting) {
		pending_cancel(server->state->pending, connection->fd);
		await_cancel(server->state->await, connection->fd);
	}
	server->n--;
	turns_leave(&server->turns, &connection->turn);
	loop_forget(connection->ready);
	loop_forget(connection->sign);
	listener_drop(server->state->listener, connection->fd,
		      connection->may_carry);
	free((void *)connection->peer.groups);
	free(connection);
}

static int serve_one(struct connection *connection)
{
	struct server *server = connection->server;

	return datagram_serve(server->state, &server->buckets, connection->fd,
			      &connection->peer, connection->may_carry);
}

/* ---- an answer that comes later --------------------------------------- */

/* The client has sent its next request, or has gone.  A client that has only
 * stopped sending still wants the answer. */
static void on_sign(evutil_socket_t fd, short what, void *data)
{
	struct pollfd pollfd = { .fd = fd };

	(void)what;
	if (poll(&pollfd, 1, 0) > 0 && (pollfd.revents & (POLLHUP | POLLERR)))
		drop(data);
}

/*
 * The connection is not read, so that answers keep their order, and it has no
 * timeout.  EV_ET tells each change once, for an unread request stays readable.
 */
static void wait_for_answer(struct connection *connection)
{
	connection->is_waiting = true;
	(void)event_del(connection->ready); /* server_drain() */
	connection->sign =
		event_new(connection->server->state->base, connection->fd,
			  EV_READ | EV_ET | EV_PERSIST, on_sign, connection);
	if (connection->sign)
		(void)event_add(connection->sign, NULL);
}

static void read_again(struct connection *connection)
{
	connection->is_waiting = false;
	loop_forget(connection->sign);
	connection->sign = NULL;
	if (event_add(connection->ready, &idle) < 0)
		drop(connection);
}

/* A connection that was dropped is not found; its grant was cancelled. */
static void on_answered(void *data, int socket, int r)
{
	struct server *server = data;
	struct connection *connection;

	TAILQ_FOREACH (connection, &server->connections, entry)
		if (connection->fd == socket)
			break;
	if (connection && r == 0) {
		read_again(connection);
	} else if (connection) {
		connection->is_waiting = false;
		drop(connection);
	}
}

static int go_on(void *data, struct grant *grant, const struct error *why)
{
	struct server *server = data;
	const int socket = grant->socket;
	int r = datagram_go_on(server->state, &server->buckets, grant, why);

	if (r != -EINPROGRESS)
		on_answered(server, socket, r);
	return r;
}

/* ---- events of a connection ------------------------------------------- */

/* If the daemon was busy or stopped for 10 s, a client that seems silent may have
 * sent a request.  So read first. */
static void serve(struct connection *connection)
{
	int r = serve_one(connection);

	if (r > 0 && connection->is_silent) {
		log_debug("connection of uid %u closed: silent for %d s",
			  connection->peer.uid, SERVER_IDLE_SECONDS);
		r = -ETIMEDOUT;
	}
	if (r == -EINPROGRESS)
		wait_for_answer(connection);
	else if (r < 0 || event_add(connection->ready, &idle) < 0)
		drop(connection);
}

/* The next turn comes when the loop has looked at all descriptors again.  To add
 * a timer that is due would put it off, time and again. */
static void arm(struct server *server)
{
	static const struct timeval at_once = { 0 };

	if (!turns_are_over(&server->turns) &&
	    !evtimer_pending(server->turn, NULL))
		(void)evtimer_add(server->turn, &at_once);
}

static void on_turn(evutil_socket_t fd, short what, void *data)
{
	struct server *server = data;
	struct turn *turn = turns_next(&server->turns);

	(void)fd;
	(void)what;
	if (turn)
		serve(turn->data);
	arm(server);
}

static void on_ready(evutil_socket_t fd, short what, void *data)
{
	struct connection *connection = data;
	struct server *server = connection->server;

	(void)fd;
	connection->is_silent = !(what & EV_READ);
	if (!connection->is_silent) {
		TAILQ_REMOVE(&server->connections, connection, entry);
		TAILQ_INSERT_TAIL(&server->connections, connection, entry);
	}
	turns_wait(&server->turns, &connection->turn);
	arm(server);
}

/* ---- a connection ----------------------------------------------------- */

/* Many users may have all connections.  A new client takes the place of the one
 * that has been silent longest, and is heard, for users are served in turn. */
static void make_room(struct server *server)
{
	struct connection *oldest = TAILQ_FIRST(&server->connections);

	if (server->n < SERVER_CONNECTIONS_MAX)
		return;
	log_client(oldest->peer.uid,
		   "connection of uid %u closed: vmtapd has %d, the most",
		   oldest->peer.uid, SERVER_CONNECTIONS_MAX);
	drop(oldest);
}

/* Takes over fd_taken and *peer_taken, unless it fails. */
static int add_connection(struct server *server, int fd_taken,
			  const struct peer *peer_taken, bool may_carry)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (!connection ||
	    turns_join(&server->turns, peer_taken->uid, &connection->turn)) {
		free(connection);
		return -ENOMEM;
	}
	connection->turn.data = connection;
	connection->server = server;
	connection->fd = fd_taken;
	connection->may_carry = may_carry;
	connection->peer = *peer_taken;
	TAILQ_INSERT_TAIL(&server->connections, connection, entry);
	server->n++;
	connection->ready = event_new(server->state->base, fd_taken, EV_READ,
				      on_ready, connection);
	if (!connection->ready || event_add(connection->ready, &idle) < 0)
		drop(connection);
	return 0;
}

/* 0: the connection owns fd_taken.  1: so it does, and the server is full. */
static int admit(void *data, int fd_taken, const struct peer *peer_taken,
		 bool may_carry)
{
	struct server *server = data;
	struct peer peer = *peer_taken;
	int r;

	policy_identify(server->state->policy, &peer);
	r = datagram_check_number(server->state, fd_taken, &peer,
				  turns_count(&server->turns, peer.uid));
	if (r < 0)
		return r;
	make_room(server);
	if (add_connection(server, fd_taken, &peer, may_carry) < 0)
		return -ENOMEM;
	/* the next client would take the place of one who waits for its turn */
	return server->n == SERVER_CONNECTIONS_MAX &&
	       !turns_are_over(&server->turns);
}

void server_identify(struct server *server)
{
	struct connection *next = TAILQ_FIRST(&server->connections);

	while (next) {
		struct connection *connection = next;

		next = TAILQ_NEXT(connection, entry);
		policy_identify(server->state->policy, &connection->peer);
		if (turns_move(&server->turns, connection->peer.uid,
			       &connection->turn) < 0)
			drop(connection);
	}
}

/* ---- start and end ---------------------------------------------------- */

int server_start(struct state *state, struct error *err)
{
	struct server *server = calloc(1, sizeof(*server));
	int r;

	(void)err;
	if (!server)
		return -ENOMEM;
	state->server = server;
	TAILQ_INIT(&server->connections);
	turns_init(&server->turns);
	server->state = state;
	r = loop_timer(state->base, on_turn, server, &server->turn);
	if (r < 0)
		return r;
	pending_tell(state->pending, go_on, server);
	await_tell(state->await, on_answered, server);
	return accept_start(state->base, state->listener, admit, server,
			    &server->acceptor);
}

/*
 * Requests that have arrived are answered.  From now on a send fails at once,
 * so the client knows that its request did not arrive, and asks again.  Clients
 * in the queue of a socket that systemd owns wait for the next daemon.
 */
void server_drain(struct server *server)
{
	struct connection *connection;
	int r;

	await_drain(server->state->await);
	do {
		TAILQ_FOREACH (connection, &server->connections, entry) {
			(void)shutdown(connection->fd, SHUT_RD);
			for (r = 0; r == 0 && !connection->is_waiting;)
				r = serve_one(connection);
			if (r == -EINPROGRESS)
				wait_for_answer(connection);
		}
	} while (pending_drain(server->state->pending));
}

void server_stop(struct state *state)
{
	struct server *server = state->server;
	struct connection *connection;

	if (!server)
		return;
	while ((connection = TAILQ_FIRST(&server->connections)) != NULL)
		drop(connection);
	accept_stop(server->acceptor);
	loop_forget(server->turn);
	free(server);
	state->server = NULL;
}
