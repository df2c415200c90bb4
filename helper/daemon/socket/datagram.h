/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * datagram.h - one datagram of a client: received, counted, answered.
 */
#ifndef VMTAP_DATAGRAM_H
#define VMTAP_DATAGRAM_H

#include "common/peer.h"
#include "daemon/socket/bucket.h"
#include "daemon/state.h"

/*
 * may_carry: a message may have descriptors (passrights.h); such a one is refused,
 * and stays in the socket.
 *
 * 0: it was answered, and there may be more from this client.  1: there is none.
 * -EINPROGRESS: the answer comes later, see broker_serve().  Any other -errno: the
 * connection is of no more use.
 */
int datagram_serve(const struct state *state, struct buckets *buckets, int fd,
		   const struct peer *peer, bool may_carry);

#endif
