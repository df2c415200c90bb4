/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * slots.c - a hash of lists: each bucket has the slots of its devices, the
 * newest first.
 */
#include "link/ebpf/slots.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SLOTS_N <= UINT16_MAX + 1, "a class has 16 bits for the slot");

int slots_init(struct slots *slots, struct slot *at)
{
	*slots = (struct slots){
		.at = at,
		.owners = calloc(SLOTS_N, sizeof(*slots->owners)),
		.next = calloc(SLOTS_N, sizeof(*slots->next)),
		.newest = calloc(SLOTS_BUCKETS, sizeof(*slots->newest)),
	};
	if (slots->owners && slots->next && slots->newest)
		return 0;
	slots_free(slots);
	return -ENOMEM;
}

void slots_free(struct slots *slots)
{
	free(slots->owners);
	free(slots->next);
	free(slots->newest);
	*slots = (struct slots){ 0 };
}

static uint16_t *bucket_of(const struct slots *slots, unsigned int ifindex)
{
	return &slots->newest[ifindex % SLOTS_BUCKETS];
}

unsigned int slots_of(const struct slots *slots, unsigned int ifindex)
{
	unsigned int slot = *bucket_of(slots, ifindex);

	while (slot != 0 && slots->owners[slot] != ifindex)
		slot = slots->next[slot];
	return slot;
}

/* Go round the slots, so that each rests as long as it can. */
static unsigned int find_free(const struct slots *slots)
{
	unsigned int slot = slots->last;

	for (unsigned int i = 1; i < SLOTS_N; i++) {
		slot = slot % (SLOTS_N - 1) + 1;
		if (slots->owners[slot] == 0)
			return slot;
	}
	return 0;
}

bool slots_have_room(const struct slots *slots)
{
	return find_free(slots) != 0;
}

int slots_take(struct slots *slots, unsigned int ifindex, bool is_change,
	       const struct slot *parameters)
{
	uint16_t *bucket = bucket_of(slots, ifindex);
	unsigned int slot;

	if (!is_change && slots_of(slots, ifindex) != 0)
		return -EEXIST;
	slot = find_free(slots);
	if (slot == 0)
		return -ENOSPC;
	memcpy(&slots->at[slot], parameters, sizeof(*parameters));
	/* the guest goes on with the address that it has */
	if (is_change)
		slots->at[slot].learned =
			slots->at[slots_of(slots, ifindex)].learned;
	slots->owners[slot] = ifindex;
	slots->next[slot] = *bucket;
	*bucket = (uint16_t)slot;
	slots->last = slot;
	slots->n_used++;
	return (int)slot;
}

void slots_forget(struct slots *slots, unsigned int ifindex)
{
	uint16_t *at = bucket_of(slots, ifindex);

	while (*at != 0) {
		const uint16_t slot = *at;

		if (slots->owners[slot] != ifindex) {
			at = &slots->next[slot];
			continue;
		}
		*at = slots->next[slot];
		slots->next[slot] = 0;
		slots->owners[slot] = 0;
		slots->n_used--;
	}
}

void slots_sweep(struct slots *slots,
		 bool (*exists)(unsigned int ifindex, void *data), void *data)
{
	for (unsigned int slot = 1; slot < SLOTS_N; slot++)
		if (slots->owners[slot] != 0 &&
		    !exists(slots->owners[slot], data))
			slots_forget(slots, slots->owners[slot]);
}
