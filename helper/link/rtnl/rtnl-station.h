/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-station.h - where a bridge has a station: one question about one
 * address, however many the bridge knows (RTM_GETNEIGH of AF_BRIDGE, Linux 5.0).
 */
#ifndef VMTAP_RTNL_STATION_H
#define VMTAP_RTNL_STATION_H

#include <linux/netlink.h>
#include <stdbool.h>

#include "link/rtnl/rtnl.h"

struct rtnl_station {
	unsigned int ifindex; /* of the port, or of the bridge itself */
	bool is_own; /* the host's: the port's, or the bridge's, own address */
	bool is_fixed; /* set by somebody, not learned from a frame */
	bool is_locked; /* it asks to be let in (MAB): nothing of it passes */
};

/* vlan: 0 for a bridge that does not look at tags.  -ENOENT: it is not known. */
int rtnl_station_find(struct rtnl *rtnl, unsigned int bridge, unsigned int vlan,
		      const struct lladdr *lladdr,
		      struct rtnl_station *ret_station);

/* RTM_NEWNEIGH of a bridge, else -EPROTO. */
int rtnl_station_parse(const struct nlmsghdr *nlh,
		       struct rtnl_station *ret_station);

#endif
