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
 * 0: answered.  -EINPROGRESS: the grant is in pending.h, or the question in
 * news/await.h, and the answer comes later; until then *peer must stay, and the client's next request waits.  Any
 * other -errno: the answer could not be sent, nothing was granted, and the
 * connection is of no more use.
 */
int broker_serve(const struct state *state, int socket, const struct peer *peer,
		 const void *bytes, size_t size);

/*
 * Go on with a grant that waited: its node is there, or its time is over.  Or
 * end it and tell its client why.  The results are the same.
 */
int broker_resume(const struct state *state, struct grant *grant);
int broker_end(const struct state *state, struct grant *grant,
	       const struct error *why);

/* Send a refusal that socket/ decides, as of too many requests. */
int broker_refuse(int socket, const struct error *err);

#endif
