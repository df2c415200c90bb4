/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * accept.h - accepts clients at the listening socket, a few at a time.
 */
#ifndef VMTAP_ACCEPT_H
#define VMTAP_ACCEPT_H

#include <stdbool.h>

#include <event2/event.h>

#include "common/peer.h"
#include "daemon/socket/listener.h"

struct acceptor;

/* A client has connected.  0, or 1 if no more clients are to be accepted
 * now: the callee owns fd_taken and the groups of *peer_taken.  Else they are
 * closed and freed. */
typedef int accept_fn(void *data, int fd_taken, const struct peer *peer_taken,
		      bool may_carry);

/* The caller keeps listener.  0 or -ENOMEM; free with accept_stop(). */
int accept_start(struct event_base *base, struct listener *listener,
		 accept_fn *admit, void *data, struct acceptor **ret_acceptor);

/* Accepts NULL. */
void accept_stop(struct acceptor *acceptor);

#endif
