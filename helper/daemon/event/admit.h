/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * admit.h - may a guest have the address that it uses, which nobody told?
 */
#ifndef VMTAP_ADMIT_H
#define VMTAP_ADMIT_H

#include "daemon/state.h"
#include "link/rtnl/rtnl-fdb.h"

/*
 * The bridge has announced a station with that address at the port of lease,
 * which is learning.  Either the lease gets the address and learns no more, or
 * the address is refused.  After too many refusals the port is shut.
 */
void admit_address(const struct state *state, struct lease *lease,
		   const struct rtnl_fdb *fdb);

#endif
