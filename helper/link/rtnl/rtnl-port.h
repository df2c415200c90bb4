/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-port.h - a link as the port of a bridge, over rtnetlink.  All of it is
 * added to a batch, see rtnl.h.
 */
#ifndef VMTAP_RTNL_PORT_H
#define VMTAP_RTNL_PORT_H

#include <stdbool.h>

#include "link/rtnl/rtnl.h"

/* What a bridge does with the port, besides struct rtnl_port. */
struct rtnl_port_set {
	struct rtnl_port port; /* is_locked, has_mab, is_learning */
	bool is_isolated;
	bool has_mcast_flood; /* multicast of groups that nobody joined */
};

/* With BPDU guard and root block.  What the kernel does not know it ignores. */
void rtnl_add_port(struct rtnl *rtnl, unsigned int ifindex,
		   const struct rtnl_port_set *set);

/* Who may send from now on; and all that was learned there is forgotten, but
 * not what was set (rtnl-fdb.h). */
void rtnl_add_port_lock(struct rtnl *rtnl, unsigned int ifindex,
			const struct rtnl_port *port);

/* The frames of VLAN vlan pass; is_pvid: untagged ones are of it, too. */
void rtnl_add_port_vlan(struct rtnl *rtnl, unsigned int ifindex,
			unsigned int vlan, bool is_pvid);
void rtnl_add_port_vlan_delete(struct rtnl *rtnl, unsigned int ifindex,
			       unsigned int vlan);

#endif
