/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * broker.h - one request, from bytes to descriptors.
 */
#ifndef VMTAP_BROKER_H
#define VMTAP_BROKER_H

#include <stddef.h>

#include "common/error.h"
#include "daemon/state.h"

struct grant;

/*
 * Answer bytes[size], which peer sent over socket.  Never waits for the peer.
 * 0, or -errno if the answer could not be given: the connection is then of no
 * more use, and nothing was granted.  -EINPROGRESS: the answer will come, from
 * pending.h; until then *peer stays, and the next request waits its turn.
 */
int broker_serve(const struct state *state, int socket, const struct peer *peer,
		 const void *bytes, size_t size);

/*
 * Go on with a grant that waited, because it can go on or may not
 * wait any longer; the same results.  Or end it, for a reason that its client is
 * told.
 */
int broker_resume(const struct state *state, struct grant *grant);
int broker_end(const struct state *state, struct grant *grant,
	       const struct error *why);

/* Send the refusal that server.c decides on itself, e.g. too many messages. */
int broker_refuse(int socket, const struct error *err);

#endif
