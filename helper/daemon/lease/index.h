/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * index.h - leases in order of a key.  A look-up takes as many steps as a
 * binary search.
 *
 * The tree is libbsd's <sys/tree.h>.  Its nodes are part of the leases, so to
 * add one takes no memory and cannot fail.  It knows the next entry, which a
 * list needs.  And clients choose addresses: they could make a hash table
 * (uthash) slow, but not a balanced tree.  tsearch(3) allocates each node, and
 * finds no next entry.
 */
#ifndef VMTAP_INDEX_H
#define VMTAP_INDEX_H

#include <stdint.h>

#include <bsd/sys/tree.h>

struct lease;

struct index_entry {
	RB_ENTRY(index_entry) node;
	uint64_t key; /* 0: not in the index */
	uint64_t order; /* among entries with the same key; set by the owner */
	struct lease *lease;
};

RB_HEAD(index_tree, index_entry);

/* Give the entry that key, and a new place; with key 0, none. */
void index_put(struct index_tree *tree, struct index_entry *entry,
	       uint64_t key);

/* The first entry whose key is at least key; NULL: there is none. */
struct index_entry *index_from(const struct index_tree *tree, uint64_t key);
struct index_entry *index_next(struct index_entry *entry);

/* How many keys were compared so far, in all trees: tests count steps. */
unsigned long index_compared(void);

#endif
