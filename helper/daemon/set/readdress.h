/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * readdress.h - gives a macvtap another address, and a device another mark.
 */
#ifndef VMTAP_READDRESS_H
#define VMTAP_READDRESS_H

#include "common/error.h"
#include "daemon/state.h"

/*
 * The guest of lease, a macvtap, gets the address of *facts, and the filter of
 * fence.  Until that is set, the filter keeps the guest to the old address.  On
 * failure the device is as before; if not even that can be done, its lease
 * ends.
 */
int readdress(const struct state *state, struct lease *lease,
	      const struct facts *facts, struct fence *fence,
	      struct error *err);

/* The lease has these facts, and the link says so.  The address is the same. */
int readdress_mark(const struct state *state, struct lease *lease,
		   const struct facts *facts);

/* The VM has a name now: the link gets the name for people that has it.  A link
 * that has it already may keep it. */
void readdress_name(const struct state *state, const struct lease *lease);

#endif
