/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grant.h - what was decided is made and handed over, or undone.
 */
#ifndef VMTAP_GRANT_H
#define VMTAP_GRANT_H

#include "common/request.h"
#include "daemon/choose.h"
#include "daemon/state.h"
#include "link/device.h"

/* A request of OPEN or CHECK, and how far it is. */
struct grant {
	/* who asks, and what for */
	int socket;
	const struct peer *peer; /* the connection's */
	struct request request;
	unsigned long long began; /* see audit_clock() */

	/* what was decided; it points into the policy */
	const struct network *network;
	struct decision decision;
	struct usage usage;
	struct choice choice; /* of its address */

	/* what is there already, while it waits */
	struct lease *lease;
	struct device device;
};

/* All but the mark, which only a device that is made needs. */
struct device_spec grant_spec(const struct grant *grant);

/*
 * Choose an address, reserve, make, hand over; then the lease is live, and our own
 * copies of the descriptors go (by the reaper: ours may be the last, and that
 * close sleeps).  On failure nothing is left.
 *
 * -EINPROGRESS: it waits for udev, see device_create().  Then *grant can be moved,
 * and goes on with grant_resume(), which may return the same; or it is undone.
 */
int grant_begin(const struct state *state, struct grant *grant,
		struct error *err);
int grant_resume(const struct state *state, struct grant *grant,
		 struct error *err);
void grant_undo(const struct state *state, struct grant *grant);

#endif
