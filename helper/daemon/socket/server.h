/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * server.h - connections: how many, how long, and one request at a time.
 */
#ifndef VMTAP_SERVER_H
#define VMTAP_SERVER_H

#include <event2/event.h>

#include "daemon/state.h"

#define SERVER_CONNECTIONS_MAX 512 /* of everybody */
#define SERVER_IDLE_SECONDS 10 /* then a silent connection is closed */

struct server;

/* listen_fd stays the caller's.  Free with server_stop(), accepts NULL. */
int server_start(struct event_base *base, int listen_fd,
		 const struct state *state, struct server **ret_server);
void server_stop(struct server *server);

/* Before the end: answer what has arrived, and let no more arrive. */
void server_drain(struct server *server);

#endif
