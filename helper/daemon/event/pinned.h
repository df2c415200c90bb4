/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pinned.h - the static entries by which a bridge keeps guests to their
 * addresses (link/fence/port.h): finds the owner of an address, and sets lost
 * entries again.
 *
 * If a port of the same bridge gets a guest's address, the guest's entry is
 * gone for good: the kernel replaces it with the port's own (fdb_add_local() in
 * net/bridge/br_fdb.c) and does not put it back.  Without its entry the guest's
 * locked port drops all that the guest sends.
 */
#ifndef VMTAP_PINNED_H
#define VMTAP_PINNED_H

#include "common/error.h"
#include "daemon/state.h"

/* Another lease on lease's bridge whose guest or link has lladdr; or NULL. */
struct lease *pinned_owner(const struct lease_table *table,
			   const struct lease *lease,
			   const struct lladdr *lladdr);

/* The guest's further addresses that have an entry as well: all but those of
 * virtual routers, which move between ports. */
void pinned_keep(struct lease *lease, const struct fence *fence);

/* Adopted leases have those that today's policy gives them. */
void pinned_adopt(const struct state *state);

/* Has the lease an entry for lladdr? */
bool pinned_has(const struct lease *lease, const struct lladdr *lladdr);

/* An entry of lease, or of any lease, may be gone. */
void pinned_suspect(struct lease *lease);
void pinned_doubt(const struct lease_table *table);

/* Set the entry of lease, unless a program that learns from other hosts (EVPN)
 * says by now that another host has the address: then it stays there until that
 * entry goes. */
void pinned_settle(const struct state *state, struct lease *lease);

/* An entry of any port of the bridge is gone: a lease may have the address. */
void pinned_gone(const struct lease_table *table, unsigned int bridge,
		 const struct lladdr *lladdr);

/* Set again the entries that may be gone (LEASE_ENTRY_DOUBTFUL): a few at once,
 * and a timer does the rest. */
void pinned_renew(const struct state *state);

/* Sets state->pinned, and starts fixed.h with it. */
int pinned_start(struct state *state, struct error *err);
void pinned_stop(struct state *state);

#endif
