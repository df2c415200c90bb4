/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * datagram.h - receives, counts and answers one datagram of a client.
 */
#ifndef VMTAP_DATAGRAM_H
#define VMTAP_DATAGRAM_H

#include "common/peer.h"
#include "daemon/granting.h"
#include "daemon/socket/bucket.h"
#include "daemon/state.h"

/*
 * may_carry: messages may have descriptors (passrights.h).  A message with them
 * is refused, and stays in the socket.
 *
 * 0: a datagram was answered, and there may be more.  1: there is none.
 * -EINPROGRESS: the answer comes later, see broker_serve().  Any other -errno:
 * the connection is of no more use.
 */
int datagram_serve(const struct state *state, struct buckets *buckets, int fd,
		   const struct peer *peer, bool may_carry);

/* May the peer, who has n connections, have one more?  -EBUSY: it was refused,
 * and the log has that. */
int datagram_check_number(const struct state *state, int fd,
			  const struct peer *peer, unsigned int n);

/* Go on with a grant that has waited, see pending_go_on(). */
int datagram_go_on(const struct state *state, struct buckets *buckets,
		   struct grant *grant, const struct error *why);

#endif
