/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * slots.h - which device has which slot of the eBPF program's map.  It makes no
 * system call.
 *
 * A slot is written before a filter names it, and not again while one may.  Even
 * after a filter was replaced, frames may still meet the slot of before; so a
 * device keeps all slots that it ever had until the kernel says that its link is
 * gone.
 */
#ifndef VMTAP_SLOTS_H
#define VMTAP_SLOTS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdint.h>

#include "link/ebpf/slot.h"

/* Slots of the map.  A device needs one, and one more for an address that it
 * learns: two for each of 4096 leases, and some for links that are just gone. */
#define SLOTS_N 8256
#define SLOTS_BUCKETS 4096

struct slots {
	struct slot *at; /* SLOTS_N of them; at[0] is never used */
	unsigned int *owners; /* the ifindex of each slot's device; 0: free */
	uint16_t *next; /* in the list of a bucket; 0 ends it */
	uint16_t *newest; /* of each bucket: by the device's ifindex */
	unsigned int last; /* the slot that was given last */
	unsigned int n_used;
};

/* -ENOMEM.  at: the map, as it is in memory. */
int slots_init(struct slots *slots, struct slot *at);
void slots_free(struct slots *slots);

/*
 * Write the parameters to a slot that is free, for a new device, or for one that
 * has slots already (is_change).  Returns the slot's number, or -ENOSPC, or
 * -EEXIST: this is no change, but a device of that number has slots, whose end
 * the kernel has not told yet.
 */
int slots_take(struct slots *slots, unsigned int ifindex, bool is_change,
	       const struct slot *parameters);

/* Is a slot free? */
bool slots_have_room(const struct slots *slots);

/* The slot that the device got last; or 0. */
unsigned int slots_of(const struct slots *slots, unsigned int ifindex);

/* The kernel says that the link is gone. */
void slots_forget(struct slots *slots, unsigned int ifindex);

/* The same for each device of which exists() says that it is gone. */
void slots_sweep(struct slots *slots,
		 bool (*exists)(unsigned int ifindex, void *data), void *data);

#endif
