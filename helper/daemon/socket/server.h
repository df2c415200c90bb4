/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * server.h - the connections of clients: their number, their time, their
 * requests.
 */
#ifndef VMTAP_SERVER_H
#define VMTAP_SERVER_H

#include "common/error.h"
#include "daemon/state.h"

#define SERVER_CONNECTIONS_MAX 512 /* of all users */
#define SERVER_IDLE_SECONDS 10 /* then a silent connection is closed */

/* Sets state->server. */
int server_start(struct state *state, struct error *err);
void server_stop(struct state *state);

/* The policy has been replaced: whose uid each client's is may have changed. */
void server_identify(struct server *server);

/* Before the end: answer all requests that have arrived, and take no more. */
void server_drain(struct server *server);

#endif
