/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * granting.h - the record of a grant while it is made.
 */
#ifndef VMTAP_GRANTING_H
#define VMTAP_GRANTING_H

#include "common/peer.h"
#include "common/wire/request.h"
#include "link/device.h"
#include "policy/policy.h"

struct lease;

struct choice {
	bool has_lladdr; /* as far as vmtapd knows, lladdr is the guest's */
	struct lladdr lladdr;
	struct lladdr link_lladdr; /* of the device itself */
	bool is_taken_over; /* the bridge still has it at an old port */
	bool is_one_of_many; /* instances have one address each */
	unsigned int instance; /* of the address */
	unsigned int tried; /* instances */
	unsigned int attempts; /* links that were made */
	unsigned long questions; /* to the kernel, without listings */
};

/* How long a refused grant waits for an end, see patience.h.  Times are those of
 * clock_ms(). */
struct patience {
	uint64_t until; /* 0: the grant has not waited */
	uint64_t look; /* when the next attempt is, if no lease ends before */
	unsigned int looks; /* so far */
};

/* An OPEN or CHECK, and how far it has come. */
struct grant {
	/* the client, and its request */
	int socket;
	const struct peer *peer; /* the connection's */
	struct request request;
	uint64_t began; /* see clock_us() */
	struct patience patience;

	/* the decision; it points into the policy */
	const struct network *network;
	struct decision decision;
	struct usage usage;
	struct choice choice; /* of its address */

	/* what is made so far, while the grant waits */
	struct lease *lease;
	struct device device;

	struct device_probed probed; /* by CHECK */
};

#endif
