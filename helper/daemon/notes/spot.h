/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * spot.h - what is known of a bridge or lower device that has devices, and the
 * notes that they get of it.
 */
#ifndef VMTAP_SPOT_H
#define VMTAP_SPOT_H

#include <stdint.h>
#include <sys/queue.h>

#include "daemon/state.h"

#define SPOT_OUTS_MAX 4

struct spot {
	TAILQ_ENTRY(spot) entry;
	unsigned int ifindex;
	uint64_t due; /* when to look, clock_ms(); 0: nothing has changed */
	unsigned int n_outs, outs[SPOT_OUTS_MAX]; /* ifindex of ports */
	struct place_facts place;
	uint32_t was, wrong; /* bit i: enum place_fact i of some device, at the
			      * look before and at the last one */
	uint64_t told[PLACE_FACTS]; /* clock_seconds() + 1 of the line */
};

/* Set and take away the notes of a lease there.  A fact that was not so before is
 * a line of the log, once in five minutes. */
void spot_judge(const struct state *state, struct spot *spot,
		struct lease *lease);

/* The lease is at no spot. */
void spot_clear(struct lease *lease);

#endif
