/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * server.h - connections: how many, how long, and one request at a time.
 */
#ifndef VMTAP_SERVER_H
#define VMTAP_SERVER_H

#include "common/error.h"
#include "daemon/state.h"

#define SERVER_CONNECTIONS_MAX 512 /* of everybody */
#define SERVER_IDLE_SECONDS 10 /* then a silent connection is closed */

/* Sets state->server. */
int server_start(struct state *state, struct error *err);
void server_stop(struct state *state);

/* Before the end: answer what has arrived, and let no more arrive. */
void server_drain(struct server *server);

#endif
