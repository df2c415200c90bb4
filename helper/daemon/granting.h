/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * granting.h - a grant under way: what is asked, decided, chosen and made so far.
 */
#ifndef VMTAP_GRANTING_H
#define VMTAP_GRANTING_H

#include "common/peer.h"
#include "common/wire/request.h"
#include "link/device.h"
#include "policy/policy.h"

struct lease;

struct choice {
	bool has_lladdr; /* the guest will have lladdr, as far as we know */
	struct lladdr lladdr;
	struct lladdr link_lladdr; /* of the device itself */
	bool is_taken_over; /* the bridge knows it still, where it is no more */
	unsigned int instance; /* the search begins there, and ends there */
	unsigned int attempts;
};

/* A request of OPEN or CHECK, and how far it is. */
struct grant {
	/* who asks, and what for */
	int socket;
	const struct peer *peer; /* the connection's */
	struct request request;
	uint64_t began; /* see clock_us() */

	/* what was decided; it points into the policy */
	const struct network *network;
	struct decision decision;
	struct usage usage;
	struct choice choice; /* of its address */

	/* what is there already, while it waits */
	struct lease *lease;
	struct device device;
};

#endif
