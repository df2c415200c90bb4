/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-port.c - builds messages about ports of bridges (AF_BRIDGE).  Without
 * IFLA_BRIDGE_FLAGS the message is for the port's bridge, not for the link
 * itself.
 */
#include "link/rtnl/rtnl-port.h"

#include <limits.h>
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

/* An attribute for each flag but NO_ROUTER. */
static const struct {
	unsigned int flag;
	uint16_t type;
} flags_of_ports[] = {
	{ RTNL_PORT_GUARD, IFLA_BRPORT_GUARD },
	{ RTNL_PORT_ROOT_BLOCK, IFLA_BRPORT_PROTECT },
	{ RTNL_PORT_ISOLATED, IFLA_BRPORT_ISOLATED },
	{ RTNL_PORT_FLOOD, IFLA_BRPORT_UNICAST_FLOOD },
	{ RTNL_PORT_MCAST_FLOOD, IFLA_BRPORT_MCAST_FLOOD },
	{ RTNL_PORT_LEARNING, IFLA_BRPORT_LEARNING },
	{ RTNL_PORT_LOCKED, IFLA_BRPORT_LOCKED },
	{ RTNL_PORT_MAB, RTNL_BRPORT_MAB },
};
#define FLAGS_OF_PORTS (sizeof(flags_of_ports) / sizeof(flags_of_ports[0]))
/* The kernel refuses MAB unless the same message sets the other two. */
#define LOCK                                                                   \
	((unsigned int)(RTNL_PORT_LEARNING | RTNL_PORT_LOCKED | RTNL_PORT_MAB))

static bool put_flags(struct rtnl *rtnl, unsigned int which, unsigned int flags)
{
	for (size_t i = 0; i < FLAGS_OF_PORTS; i++)
		if ((flags_of_ports[i].flag & which) &&
		    !rtnl_put_u8(rtnl, flags_of_ports[i].type,
				 (flags_of_ports[i].flag & flags) != 0))
			return false;
	return true;
}

static bool put_port(struct rtnl *rtnl, unsigned int flags)
{
	struct nlattr *info = rtnl_nest(rtnl, IFLA_PROTINFO | NLA_F_NESTED);

	if (!info || !put_flags(rtnl, UINT_MAX, flags) ||
	    !rtnl_put_u8(rtnl, IFLA_BRPORT_MULTICAST_ROUTER,
			 flags & RTNL_PORT_NO_ROUTER ? MDB_RTR_TYPE_DISABLED
						     : MDB_RTR_TYPE_TEMP_QUERY))
		return false;
	rtnl_nest_end(rtnl, info);
	return true;
}

void rtnl_add_port(struct rtnl *rtnl, unsigned int ifindex, unsigned int flags)
{
	if (add_port(rtnl, RTM_SETLINK, ifindex))
		rtnl_finish(rtnl, put_port(rtnl, flags));
}

static bool put_lock_alone(struct rtnl *rtnl, unsigned int flags)
{
	struct nlattr *info = rtnl_nest(rtnl, IFLA_PROTINFO | NLA_F_NESTED);

	if (!info || !put_flags(rtnl, LOCK, flags) ||
	    !rtnl_put(rtnl, IFLA_BRPORT_FLUSH, 0, NULL))
		return false;
	rtnl_nest_end(rtnl, info);
	return true;
}

void rtnl_add_port_lock(struct rtnl *rtnl, unsigned int ifindex,
			unsigned int flags)
{
	if (add_port(rtnl, RTM_SETLINK, ifindex))
		rtnl_finish(rtnl, put_lock_alone(rtnl, flags));
}

static bool put_vlan(struct rtnl *rtnl, unsigned int vlan, unsigned int flags)
{
	const struct bridge_vlan_info info = {
		.flags = (uint16_t)flags,
		.vid = (uint16_t)vlan,
	};

	return rtnl_put(rtnl, IFLA_BRIDGE_VLAN_INFO, sizeof(info), &info);
}

/* One VLAN (first is last), which has the flags, or several. */
struct range {
	unsigned int first, last, flags;
};

static bool put_range(struct rtnl *rtnl, const struct range *range)
{
	if (range->first == range->last)
		return put_vlan(rtnl, range->first, range->flags);
	return put_vlan(rtnl, range->first, BRIDGE_VLAN_INFO_RANGE_BEGIN) &&
	       put_vlan(rtnl, range->last, BRIDGE_VLAN_INFO_RANGE_END);
}

static void add_vlans(struct rtnl *rtnl, uint16_t type, unsigned int ifindex,
		      const struct range *range)
{
	struct nlattr *spec;
	bool is_put;

	if (!add_port(rtnl, type, ifindex))
		return;
	spec = rtnl_nest(rtnl, IFLA_AF_SPEC);
	is_put = spec && put_range(rtnl, range);
	if (is_put)
		rtnl_nest_end(rtnl, spec);
	rtnl_finish(rtnl, is_put);
}

void rtnl_add_port_vlan(struct rtnl *rtnl, unsigned int ifindex,
			unsigned int vlan, bool is_pvid)
{
	const unsigned int flags =
		is_pvid ? BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED : 0;

	add_vlans(rtnl, RTM_SETLINK, ifindex,
		  &(struct range){ vlan, vlan, flags });
}

void rtnl_add_port_vlan_delete(struct rtnl *rtnl, unsigned int ifindex,
			       unsigned int first, unsigned int last)
{
	add_vlans(rtnl, RTM_DELLINK, ifindex,
		  &(struct range){ first, last, 0 });
}
