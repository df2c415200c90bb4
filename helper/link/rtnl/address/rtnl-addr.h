/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-addr.h - events about the host's own IP addresses on its links.
 */
#ifndef VMTAP_RTNL_ADDR_H
#define VMTAP_RTNL_ADDR_H

#include <linux/netlink.h>

#include "common/address/prefix.h"
#include "link/rtnl/rtnl.h"

struct rtnl_addr {
	unsigned int ifindex;
	bool is_gone;
	struct prefix address; /* of full length */
};

/* Subscribe to IPv4 and IPv6.  rtnl_events_close() ends it. */
int rtnl_addr_monitor_open(struct rtnl_events **ret_events);

/* Read what has arrived, within a limit.  -ENOBUFS: events were lost. */
int rtnl_addr_monitor_read(struct rtnl_events *events,
			   void (*each)(const struct rtnl_addr *addr,
					void *data),
			   void *data);

/* Call each() for the addresses that the host has now.  begin(): forget what
 * each() has kept, because the dump is made again; NULL: nothing is kept. */
int rtnl_addr_dump(struct rtnl *rtnl, void (*begin)(void *data),
		   void (*each)(const struct rtnl_addr *addr, void *data),
		   void *data);

/* Has the host an address on the link that is more than link-local, which each
 * link gets by itself? */
int rtnl_addr_has(struct rtnl *rtnl, unsigned int ifindex, bool *ret_has);

/* 0: *ret_addr is what the message says.  -EINVAL: it says nothing of that. */
int rtnl_addr_parse(const struct nlmsghdr *nlh, struct rtnl_addr *ret_addr);

#endif
