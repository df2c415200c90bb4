/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tally.h - how much a user has on a network, counted as leases come and go.
 */
#ifndef VMTAP_TALLY_H
#define VMTAP_TALLY_H

#include <stdbool.h>
#include <sys/types.h>

#include <bsd/sys/tree.h>

#include "common/label.h"

#define TALLY_ALL ((uid_t)-1) /* all users; nobody has that uid */

struct tally {
	RB_ENTRY(tally) node;
	struct label network;
	uid_t uid;
	unsigned int devices;
	unsigned int queues;
	unsigned int held; /* devices by name */
	/* of these, what may be gone soon, see lease_set_leaving() */
	unsigned int devices_leaving, queues_leaving, held_leaving;
	/* where choose.c looks for the next address of a device without a
	 * name, see lease_instance() */
	unsigned int instance;
};

RB_HEAD(tally_tree, tally);

/* NULL: the user has nothing there. */
struct tally *tally_find(const struct tally_tree *tree,
			 const struct label *network, uid_t uid);

/* Count a device with its queues.  NULL: no memory is left. */
struct tally *tally_add(struct tally_tree *tree, const struct label *network,
			uid_t uid, unsigned int queues);

/* A device with device->queues and ->held begins to leave, or does not any
 * more. */
void tally_leave(struct tally *tally, const struct tally *device,
		 bool is_leaving);

/* The device is gone.  The tally goes with the last one. */
void tally_take(struct tally_tree *tree, struct tally *tally,
		unsigned int queues);

#endif
