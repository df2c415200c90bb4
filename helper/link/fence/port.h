/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * port.h - a TAP as the port of a bridge: who may send there, and to whom.
 *
 * The bridge itself keeps a guest to its address: the port is "locked", so only
 * frames of stations that the forwarding database knows at this port pass, and
 * the one entry is the guest's.  Where nobody told the guest's address, the
 * bridge announces the first that the guest uses (rtnl-fdb.h), and port_pin()
 * is the answer.
 */
#ifndef VMTAP_PORT_H
#define VMTAP_PORT_H

#include <stdbool.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/fence.h"
#include "link/rtnl/rtnl.h"

/* Can the bridge do what fence asks for?  -EOPNOTSUPP with the sentence. */
int port_check(const struct rtnl_link *bridge, const struct fence *fence,
	       struct error *err);

/*
 * What the kernel can do with ports: it is asked once, about ifindex, which is
 * a port already.
 */
int port_probe(struct rtnl *rtnl, unsigned int ifindex,
	       struct rtnl_port *ret_can);

/* What a new port is made by. */
struct port_spec {
	const struct rtnl_link *bridge;
	const struct fence *fence;
	const struct lladdr *lladdr; /* the guest's; NULL: not known yet */
	bool is_taken_over; /* whoever the bridge knows by it has to yield */
	const struct rtnl_port *can; /* without lladdr: see port_probe() */
};

/*
 * Add to the batch what the port needs before it is up.  The entry is the last
 * message; -EEXIST: another station has the address, and is_taken_over is false.
 */
void port_add(struct rtnl *rtnl, unsigned int ifindex,
	      const struct port_spec *spec);

/* The guest's entry, of which nobody knows whether it is there still. */
int port_set_station(struct rtnl *rtnl, unsigned int ifindex,
		     const struct lladdr *lladdr);

/* The guest may not have that address: it does not wait there any longer. */
int port_forget_station(struct rtnl *rtnl, unsigned int ifindex,
			const struct lladdr *lladdr, unsigned int vlan);

/* The guest's address is known from now on: only that may send; alias, too. */
int port_pin(struct rtnl *rtnl, unsigned int ifindex,
	     const struct lladdr *lladdr, const char *alias);

/* Nobody may send any more. */
int port_close(struct rtnl *rtnl, unsigned int ifindex);

#endif
