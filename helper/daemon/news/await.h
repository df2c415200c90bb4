/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * await.h - the verb WATCH: answers with what happened, or keeps the request
 * until something has.  The connection is not read meanwhile, as with a grant
 * that waits (pending.h), and the next turn of the loop answers.
 *
 * A user has half of its connections for requests that wait, and all users have
 * half of all, so that requests of other verbs find room.
 */
#ifndef VMTAP_AWAIT_H
#define VMTAP_AWAIT_H

#include "common/error.h"
#include "daemon/call.h"

/* Sets state->await. */
int await_start(struct state *state, struct error *err);
void await_stop(struct state *state);

/* A request that waited is answered.  r < 0: the answer could not be sent, and
 * the connection is of no more use. */
typedef void await_answered(void *data, int socket, int r);
void await_tell(struct await *await, await_answered *answered, void *data);

/* The verb.  Results as in verbs.h; -EINPROGRESS: the answer comes later, and
 * until then *call->peer must stay. */
int await_verb(const struct call *call, struct error *err);

/* The connection ends, or it may be asked anew. */
void await_cancel(struct await *await, int socket);

/* At the end of the daemon: answer all that wait, and let no other wait. */
void await_drain(struct await *await);

#endif
