/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-port.c - builds messages about ports of bridges (AF_BRIDGE).  Without
 * IFLA_BRIDGE_FLAGS the message is for the port's bridge, not for the link
 * itself.
 */
#include "link/rtnl/rtnl-port.h"

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-link.h"

static bool add_port(struct rtnl *rtnl, uint16_t type, unsigned int ifindex)
{
	struct ifinfomsg *ifi;

	if (!rtnl_add_link(rtnl, type, 0, ifindex))
		return false;
	ifi = mnl_nlmsg_get_payload(rtnl->last);
	ifi->ifi_family = AF_BRIDGE;
	return true;
}

/* The kernel refuses MAB unless the same message sets the other two. */
static bool put_lock(struct rtnl *rtnl, const struct rtnl_port *port)
{
	return rtnl_put_u8(rtnl, IFLA_BRPORT_LEARNING, port->is_learning) &&
	       rtnl_put_u8(rtnl, IFLA_BRPORT_LOCKED, port->is_locked) &&
	       rtnl_put_u8(rtnl, RTNL_BRPORT_MAB, port->has_mab);
}

static bool put_port(struct rtnl *rtnl, const struct rtnl_port_set *set)
{
	struct nlattr *info = rtnl_nest(rtnl, IFLA_PROTINFO | NLA_F_NESTED);

	if (!info || !rtnl_put_u8(rtnl, IFLA_BRPORT_GUARD, 1) ||
	    !rtnl_put_u8(rtnl, IFLA_BRPORT_PROTECT, 1) ||
	    !rtnl_put_u8(rtnl, IFLA_BRPORT_ISOLATED, set->is_isolated) ||
	    !rtnl_put_u8(rtnl, IFLA_BRPORT_MCAST_FLOOD, set->has_mcast_flood) ||
	    !rtnl_put_u8(rtnl, IFLA_BRPORT_MULTICAST_ROUTER,
			 set->is_no_router ? MDB_RTR_TYPE_DISABLED
					   : MDB_RTR_TYPE_TEMP_QUERY) ||
	    !put_lock(rtnl, &set->port))
		return false;
	rtnl_nest_end(rtnl, info);
	return true;
}

void rtnl_add_port(struct rtnl *rtnl, unsigned int ifindex,
		   const struct rtnl_port_set *set)
{
	if (add_port(rtnl, RTM_SETLINK, ifindex))
		rtnl_finish(rtnl, put_port(rtnl, set));
}

static bool put_lock_alone(struct rtnl *rtnl, const struct rtnl_port *port)
{
	struct nlattr *info = rtnl_nest(rtnl, IFLA_PROTINFO | NLA_F_NESTED);

	if (!info || !put_lock(rtnl, port) ||
	    !rtnl_put(rtnl, IFLA_BRPORT_FLUSH, 0, NULL))
		return false;
	rtnl_nest_end(rtnl, info);
	return true;
}

void rtnl_add_port_lock(struct rtnl *rtnl, unsigned int ifindex,
			const struct rtnl_port *port)
{
	if (add_port(rtnl, RTM_SETLINK, ifindex))
		rtnl_finish(rtnl, put_lock_alone(rtnl, port));
}

static void add_vlan(struct rtnl *rtnl, uint16_t type, unsigned int ifindex,
		     unsigned int vlan, unsigned int flags)
{
	struct bridge_vlan_info info = {
		.flags = (uint16_t)flags,
		.vid = (uint16_t)vlan,
	};
	struct nlattr *spec;

	if (!add_port(rtnl, type, ifindex))
		return;
	spec = rtnl_nest(rtnl, IFLA_AF_SPEC);
	if (!spec ||
	    !rtnl_put(rtnl, IFLA_BRIDGE_VLAN_INFO, sizeof(info), &info)) {
		rtnl_finish(rtnl, false);
		return;
	}
	rtnl_nest_end(rtnl, spec);
	rtnl_finish(rtnl, true);
}

void rtnl_add_port_vlan(struct rtnl *rtnl, unsigned int ifindex,
			unsigned int vlan, bool is_pvid)
{
	add_vlan(rtnl, RTM_SETLINK, ifindex, vlan,
		 is_pvid ? BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED
			 : 0);
}

void rtnl_add_port_vlan_delete(struct rtnl *rtnl, unsigned int ifindex,
			       unsigned int vlan)
{
	add_vlan(rtnl, RTM_DELLINK, ifindex, vlan, 0);
}
