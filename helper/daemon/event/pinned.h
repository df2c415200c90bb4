/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pinned.h - the static entries by which bridges keep guests to their addresses
 * (link/fence/port.h): whose an address is, and what was lost.
 *
 * Whoever gives a port of the same bridge a guest's address takes the entry
 * away for good: the kernel makes room for one of its own (fdb_add_local() in
 * net/bridge/br_fdb.c) and does not put the old one back.  Without it the locked
 * port lets nothing of the guest through.
 */
#ifndef VMTAP_PINNED_H
#define VMTAP_PINNED_H

#include "common/error.h"
#include "daemon/state.h"

/* The other lease on the bridge of lease to which lladdr belongs, be it its
 * guest's or its link's own; or NULL. */
struct lease *pinned_owner(const struct lease_table *table,
			   const struct lease *lease,
			   const struct lladdr *lladdr);

/* The entry of lease, if it has one, may be gone; or any. */
void pinned_suspect(struct lease *lease);
void pinned_doubt(const struct lease_table *table);

/* Set the entries that may be gone (LEASE_ENTRY_DOUBTFUL), the first of many at once
 * and the others soon. */
void pinned_renew(const struct state *state);

/* Sets state->pinned. */
int pinned_start(struct state *state, struct error *err);
void pinned_stop(struct state *state);

#endif
