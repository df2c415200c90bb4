/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-station.h - where a bridge has a station.  It takes one question about
 * one address, however many stations the bridge knows (RTM_GETNEIGH of
 * AF_BRIDGE, Linux 5.0).
 */
#ifndef VMTAP_RTNL_STATION_H
#define VMTAP_RTNL_STATION_H

#include <linux/netlink.h>
#include <stdbool.h>

#include "link/rtnl/rtnl.h"

struct rtnl_station {
	unsigned int ifindex; /* of the port, or of the bridge itself */
	bool is_own; /* the own address of the port or of the bridge */
	bool is_fixed; /* set by an administrator or a program, not learned from
			* a frame */
	bool is_external; /* a program learned it from other hosts */
	bool is_locked; /* it waits to be let in (MAB): no frame of it passes */
};

/* vlan is 0 for a bridge that does not look at tags.  -ENOENT: the bridge does
 * not know the station. */
int rtnl_station_find(struct rtnl *rtnl, unsigned int bridge, unsigned int vlan,
		      const struct lladdr *lladdr,
		      struct rtnl_station *ret_station);

/* Parse RTM_NEWNEIGH about a bridge.  -EPROTO for anything else. */
int rtnl_station_parse(const struct nlmsghdr *nlh,
		       struct rtnl_station *ret_station);

#endif
