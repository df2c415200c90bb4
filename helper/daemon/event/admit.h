/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * admit.h - may a guest, whose address nobody told, have the one that it uses?
 */
#ifndef VMTAP_ADMIT_H
#define VMTAP_ADMIT_H

#include "daemon/state.h"
#include "link/rtnl/rtnl-fdb.h"

/*
 * The bridge has announced that a station with that address is at the port of
 * lease, which is learning.  Then the lease has the address and learns no more; or
 * the address is refused, and after too many of these the port is shut.
 */
void admit_address(const struct state *state, struct lease *lease,
		   const struct rtnl_fdb *fdb);

#endif
