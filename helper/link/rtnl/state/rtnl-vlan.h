/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-vlan.h - which VLANs a port of a bridge is in (RTM_GETVLAN, Linux 5.6).
 * It takes one question about one port.
 */
#ifndef VMTAP_RTNL_VLAN_H
#define VMTAP_RTNL_VLAN_H

#include <linux/netlink.h>
#include <stdint.h>

#include "link/rtnl/rtnl.h"

#define RTNL_VLANS 4096

enum rtnl_member {
	RTNL_MEMBER = 1 << 0, /* frames of this VLAN pass */
	RTNL_MEMBER_PVID = 1 << 1, /* untagged frames belong to it */
	RTNL_MEMBER_UNTAGGED = 1 << 2, /* its frames leave without a tag */
};

struct rtnl_members {
	uint8_t of[RTNL_VLANS]; /* enum rtnl_member; 0: not in this VLAN */
};

/* -EINVAL or -ENODEV: the link is no port of a bridge. */
int rtnl_vlan_get(struct rtnl *rtnl, unsigned int ifindex,
		  struct rtnl_members *ret_members);

/* The port that RTM_NEWVLAN or RTM_DELVLAN is about; 0: none. */
unsigned int rtnl_vlan_port(const struct nlmsghdr *nlh);

/* Add what RTM_NEWVLAN tells.  -EPROTO for anything else. */
int rtnl_vlan_parse(const struct nlmsghdr *nlh, struct rtnl_members *members);

#endif
