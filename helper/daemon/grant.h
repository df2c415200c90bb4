/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grant.h - what was decided is made and handed over, or undone.
 */
#ifndef VMTAP_GRANT_H
#define VMTAP_GRANT_H

#include "broker.h"
#include "choose.h"
#include "device.h"
#include "request.h"

/* What was decided about a request of OPEN or CHECK. */
struct grant {
	const struct network *network;
	struct decision decision;
	struct usage usage;
	unsigned long long began; /* see audit_clock() */
	struct choice choice; /* of its address */
};

/* All but the mark, which only a device that is made needs. */
struct device_spec grant_spec(const struct request *request,
			      const struct grant *grant);

/*
 * Reserve, make, hand over; then the lease is live, and our own copies of the
 * descriptors go (by the reaper: ours may be the last, and that close sleeps).
 */
int grant_device(const struct broker *broker, int socket,
		 const struct peer *peer, const struct request *request,
		 const struct grant *grant, struct error *err);

#endif
