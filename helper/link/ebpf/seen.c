/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * seen.c - the reader's half of the order that fence-seen.h describes.  The
 * sequence is read first and last, and an entry counts if it was even and has
 * not changed.
 */
#include "link/ebpf/seen.h"

/* A writer needs some stores: it is done before the next attempt, unless the
 * kernel has stopped its CPU. */
#define ATTEMPTS 8

static struct seen read_members(const struct seen *entry)
{
	return (struct seen){
		.is_sure = __atomic_load_n(&entry->is_sure, __ATOMIC_RELAXED),
		.tick = __atomic_load_n(&entry->tick, __ATOMIC_RELAXED),
		.time = __atomic_load_n(&entry->time, __ATOMIC_RELAXED),
		.halves = { __atomic_load_n(&entry->halves[0],
					    __ATOMIC_RELAXED),
			    __atomic_load_n(&entry->halves[1],
					    __ATOMIC_RELAXED) },
	};
}

bool seen_read(const struct seen *entry, struct seen *ret_entry)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		__u32 sequence =
			__atomic_load_n(&entry->sequence, __ATOMIC_ACQUIRE);
		struct seen copy = read_members(entry);

		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (sequence & 1 ||
		    __atomic_load_n(&entry->sequence, __ATOMIC_RELAXED) !=
			    sequence)
			continue;
		if (copy.time == 0)
			return false;
		*ret_entry = copy;
		return true;
	}
	return false;
}
