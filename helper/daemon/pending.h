/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pending.h - keeps grants that wait, so that no other client has to wait.
 *
 * A grant that was refused, and that only what is ending stands in the way of,
 * waits for that end (patience.h).  It has no lease and no device.
 *
 * A daemon with a user of its own may open /dev/tapN only after udev has set
 * the node's rights.  Until then the grant is kept here, with its link (down,
 * with our group) and its lease (RESERVED, so that limits hold), and its
 * connection is not read.  A connection has one such grant at most.  An event
 * of /dev, or the end of the grant's time, calls the function that
 * pending_tell() has set.
 */
#ifndef VMTAP_PENDING_H
#define VMTAP_PENDING_H

#include "daemon/granting.h"
#include "daemon/state.h"

/* Less than the time that a client waits, see lib/connection.h. */
#define PENDING_SECONDS 5

/*
 * why is NULL: go on with grant, whose node is there or whose time is over.
 * Else end grant for that reason.  -EINPROGRESS: it waits again.
 */
typedef int pending_go_on(void *data, struct grant *grant,
			  const struct error *why);

/* Sets state->pending. */
int pending_start(struct state *state, struct error *err);
void pending_stop(struct state *state);

/* Set the function that goes on with grants, before the first one waits. */
void pending_tell(struct pending *pending, pending_go_on *go_on, void *data);

/* Keeps a copy of *grant.  -errno: it cannot wait. */
int pending_add(struct pending *pending, const struct grant *grant);

/* The kernel says that the link of lease, which is RESERVED, is gone. */
void pending_lost(struct pending *pending, const struct lease *lease);

/* A lease of the network has ended: grants that wait for that go on in the next
 * turn of the loop. */
void pending_ended(struct pending *pending, const struct label *network);

/* The connection ends: end the grant that waits for it, if there is one. */
void pending_cancel(struct pending *pending, int socket);

/* The policy is about to go, and grants point into it: refuse those that have a
 * lease.  The others are decided by the next policy. */
void pending_refuse(struct pending *pending);

/*
 * At the end of the daemon: wait until no grant is left.  All calls together
 * wait two seconds at most.  False: no grant waited.
 */
bool pending_drain(struct pending *pending);

#endif
