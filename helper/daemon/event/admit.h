/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * admit.h - may a guest have the address that it uses, which nobody told?
 */
#ifndef VMTAP_ADMIT_H
#define VMTAP_ADMIT_H

#include "daemon/state.h"
#include "link/rtnl/rtnl-fdb.h"

/* Why the guest of lease may not have an address; NULL: it may.  If it may, the
 * fence is in *ret_decision. */
struct admit_wish {
	const struct lladdr *lladdr;
	const struct label *vm; /* the VM's name, if the lease has none */
	unsigned int vlan; /* where the address was seen; or 0 */
};
const char *admit_refusal(const struct state *state, const struct lease *lease,
			  const struct admit_wish *wish,
			  struct decision *ret_decision);

/*
 * From now on the guest has the address that *facts have; they are those of
 * lease, which is learning.  fence: as admit_refusal() found it.  If vmtapd
 * cannot do that, the port is shut, and the result is -errno.
 */
int admit_pin(const struct state *state, struct lease *lease,
	      const struct facts *facts, struct fence *fence,
	      struct error *err);

/* The filter of lease is that of this fence now. */
void admit_keep(struct lease *lease, const struct fence *fence);

/*
 * The bridge has announced a station with that address at the port of lease,
 * which is learning.  Either the lease gets the address and learns no more, or
 * the address is refused.  After too many refusals the port is shut.
 */
void admit_address(const struct state *state, struct lease *lease,
		   const struct rtnl_fdb *fdb);

#endif
