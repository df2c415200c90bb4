/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-route.h - events about the host's default routes.  A host may have a
 * million other routes, so the kernel leaves those out (SO_ATTACH_FILTER).
 */
#ifndef VMTAP_RTNL_ROUTE_H
#define VMTAP_RTNL_ROUTE_H

#include <linux/netlink.h>

#include "link/rtnl/rtnl.h"

/* A default route of any table.  One of several ways (RTA_MULTIPATH) is told as
 * a route of its own. */
struct rtnl_route {
	unsigned int ifindex; /* of the link it goes through */
	int family; /* AF_INET or AF_INET6 */
	bool is_gone;
};

/* Subscribe to IPv4 and IPv6.  rtnl_events_close() ends it. */
int rtnl_route_monitor_open(struct rtnl_events **ret_events);

/* Read what has arrived, within a limit.  -ENOBUFS: events were lost. */
int rtnl_route_monitor_read(struct rtnl_events *events,
			    void (*each)(const struct rtnl_route *route,
					 void *data),
			    void *data);

/* Call each() for each default route that the message tells of. */
void rtnl_route_parse(const struct nlmsghdr *nlh,
		      void (*each)(const struct rtnl_route *route, void *data),
		      void *data);

#endif
