/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * accept.c - accepts clients when the listening socket is readable, and asks the
 * kernel who they are.
 */
#include "daemon/socket/accept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/broker.h"
#include "daemon/event/loop.h"
#include "daemon/log/log.h"
#include "daemon/socket/peercred.h"

#define ACCEPTS_AT_ONCE 16 /* then other events have their turn */
#define PAUSE_MS 100 /* when no descriptors are left */

struct acceptor {
	struct listener *listener;
	accept_fn *admit;
	void *data; /* for admit */
	struct event *accept;
	struct event *resume; /* timer: accept again */
};

static bool is_for_later(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM ||
	       error == ENOBUFS || error == EBUSY;
}

/* Descriptors or memory are short.  The socket stays readable, so do not listen
 * to it for a while. */
static void pause_accepting(struct acceptor *acceptor, int error)
{
	struct timeval wait = { .tv_usec = PAUSE_MS * 1000 };

	log_client(
		LOG_NO_UID, "no connection can be accepted: %s",
		error == EBUSY
			? "too many clients keep their descriptors from being closed"
			: strerror(error));
	(void)event_del(acceptor->accept);
	(void)evtimer_add(acceptor->resume, &wait);
}

static void resume_accepting(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)event_add(data, NULL);
}

/* 0, or 1: the callee owns fd. */
static int admit_peer(const struct acceptor *acceptor, int fd, bool may_carry)
{
	struct peer peer;
	struct error err;
	int r = peercred_get(fd, &peer, &err);

	if (r < 0) {
		log_client(LOG_NO_UID, "%s", err.text);
		(void)broker_refuse(fd, &err);
		return r;
	}
	r = acceptor->admit(acceptor->data, fd, &peer, may_carry);
	if (r < 0)
		free((void *)peer.groups);
	return r;
}

static void on_accept(evutil_socket_t listen_fd, short what, void *data)
{
	struct acceptor *acceptor = data;
	bool may_carry;

	(void)listen_fd;
	(void)what;
	for (unsigned int i = 0; i < ACCEPTS_AT_ONCE; i++) {
		int fd = listener_accept(acceptor->listener, &may_carry);

		if (fd >= 0) {
			int r = admit_peer(acceptor, fd, may_carry);

			if (r < 0)
				listener_drop(acceptor->listener, fd,
					      may_carry);
			if (r > 0)
				return;
			continue;
		}
		if (fd == -EINTR || fd == -ECONNABORTED)
			continue;
		if (is_for_later(-fd))
			pause_accepting(acceptor, -fd);
		return;
	}
}

int accept_start(struct event_base *base, struct listener *listener,
		 accept_fn *admit, void *data, struct acceptor **ret_acceptor)
{
	struct acceptor *acceptor = calloc(1, sizeof(*acceptor));
	int r;

	if (!acceptor)
		return -ENOMEM;
	acceptor->listener = listener;
	acceptor->admit = admit;
	acceptor->data = data;
	r = loop_listen(base, listener->fd, on_accept, acceptor,
			&acceptor->accept);
	if (r == 0)
		r = loop_timer(base, resume_accepting, acceptor->accept,
			       &acceptor->resume);
	if (r < 0)
		accept_stop(acceptor);
	else
		*ret_acceptor = acceptor;
	return r;
}

void accept_stop(struct acceptor *acceptor)
{
	if (!acceptor)
		return;
	loop_forget(acceptor->accept);
	loop_forget(acceptor->resume);
	free(acceptor);
}
