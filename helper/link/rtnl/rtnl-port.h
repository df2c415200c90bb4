/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-port.h - a link as the port of a bridge, over rtnetlink.  All functions
 * add to a batch, see rtnl.h.
 */
#ifndef VMTAP_RTNL_PORT_H
#define VMTAP_RTNL_PORT_H

#include <stdbool.h>

#include "link/rtnl/rtnl.h"

/* How a bridge treats the port, besides struct rtnl_port. */
struct rtnl_port_set {
	struct rtnl_port port; /* is_locked, has_mab, is_learning */
	bool is_isolated;
	bool is_no_router; /* what is sent there never makes it the port of a
			    * multicast router */
	bool has_mcast_flood; /* flood multicast of groups that no station
			       * joined */
};

/* Set these, BPDU guard and root block.  The kernel ignores what it does not
 * know. */
void rtnl_add_port(struct rtnl *rtnl, unsigned int ifindex,
		   const struct rtnl_port_set *set);

/* Change which stations may send.  The bridge forgets the entries that it
 * learned at the port, but keeps those that were set (rtnl-fdb.h). */
void rtnl_add_port_lock(struct rtnl *rtnl, unsigned int ifindex,
			const struct rtnl_port *port);

/* Frames of this VLAN pass.  is_pvid: untagged frames belong to it as well. */
void rtnl_add_port_vlan(struct rtnl *rtnl, unsigned int ifindex,
			unsigned int vlan, bool is_pvid);
void rtnl_add_port_vlan_delete(struct rtnl *rtnl, unsigned int ifindex,
			       unsigned int vlan);

#endif
