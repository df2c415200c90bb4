/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pending.h - grants whose device waits for udev, so that nobody else does.
 *
 * A daemon with a user of its own may open /dev/tapN only once udev has set its
 * rights.  Until then the grant is kept here, with its link (down, and ours) and
 * its lease (RESERVED, so that limits hold); its connection is not read.  There is
 * one for a connection at most.  An event of /dev, or the end of its time, brings
 * it back to whoever asked to be told.
 */
#ifndef VMTAP_PENDING_H
#define VMTAP_PENDING_H

#include "daemon/granting.h"
#include "daemon/state.h"

/* Less than the client's patience, see lib/connection.h. */
#define PENDING_SECONDS 5

/*
 * Go on with grant, which can go on or may not wait any longer; or end it, for the
 * reason why, unless that is NULL.  -EINPROGRESS: it waits again.
 */
typedef int pending_go_on(void *data, struct grant *grant,
			  const struct error *why);

/* Sets state->pending. */
int pending_start(struct state *state, struct error *err);
void pending_stop(struct state *state);

/* Before the first waits: who goes on with them. */
void pending_tell(struct pending *pending, pending_go_on *go_on, void *data);

/* Keeps a copy of *grant.  -errno: it cannot wait. */
int pending_add(struct pending *pending, const struct grant *grant);

/* The kernel says that the link of that lease, RESERVED, is gone. */
void pending_lost(struct pending *pending, const struct lease *lease);

/* The connection ends: so does the grant that waits for it, if there is one. */
void pending_cancel(struct pending *pending, int socket);

/* The policy, into which they point, is about to go: all are refused. */
void pending_refuse(struct pending *pending);

/*
 * At the end of the daemon: wait until none is left, two seconds at most in all,
 * however often it is called.  False: there was none.
 */
bool pending_drain(struct pending *pending);

#endif
