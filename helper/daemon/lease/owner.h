/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * owner.h - who has an address that a grant would like to have.
 */
#ifndef VMTAP_OWNER_H
#define VMTAP_OWNER_H

#include <stdbool.h>

#include "daemon/granting.h"
#include "daemon/state.h"
#include "link/inuse.h"

/* The owner of an address: at most one of these is set. */
struct owner {
	bool is_reserved; /* another VM, by the table */
	bool is_withheld; /* nobody, by "reserved" */
	struct lease *lease;
	struct holder holder;
	bool yields; /* holder does not count */
};

/* 1: *ret_owner has the address.  0: nobody has it, or its owner yields.  Counts
 * the questions to the kernel in grant->choice. */
int owner_find(const struct state *state, struct grant *grant,
	       const struct lladdr *lladdr, struct owner *ret_owner,
	       struct error *err);

/* 0: nobody has a further address of the guest's, or its owner yields.  Those of
 * virtual routers are not looked up, for others may have them as well. */
int owner_check_macs(const struct state *state, struct grant *grant,
		     struct error *err);

/* Write the sentence for the client: *owner has the address. */
int owner_refuse(const struct grant *grant, const struct lladdr *lladdr,
		 const struct owner *owner, struct error *err);

#endif
