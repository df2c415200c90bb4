/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * groups.h - the multicast groups of bridges: which of them were joined at which
 * port.  A bridge that snoops learns that from the reports of stations (IGMP,
 * MLD).
 */
#ifndef VMTAP_GROUPS_H
#define VMTAP_GROUPS_H

#include <linux/netlink.h>
#include <stdbool.h>

#include "link/rtnl/rtnl.h"

struct rtnl_group {
	unsigned int bridge; /* its ifindex */
	unsigned int port; /* ifindex; 0: no port has the group */
	bool is_first; /* in a dump: of those that have the same group */
	bool is_added; /* by the bridge, for a source that another port wants */
	bool is_set; /* by an administrator, for good */
};

/* Subscribe to the groups that are joined at a port.  Non-blocking. */
int rtnl_groups_open(struct rtnl_events **ret_events);

#define RTNL_GROUPS_AT_ONCE 64

/*
 * Read some of the events that have arrived.  A guest may make events as fast
 * as it can, so this reads only RTNL_GROUPS_AT_ONCE of them.  -ENOBUFS: events
 * were lost.
 */
int rtnl_groups_read(struct rtnl_events *events,
		     void (*each)(const struct rtnl_group *group, void *data),
		     void *data);

/* Call each() for the groups of all bridges: for each port that has one, or once
 * if no port has it.  begin() comes first, and again where the list begins
 * anew. */
int rtnl_groups_dump(struct rtnl *rtnl, void (*begin)(void *data),
		     void (*each)(const struct rtnl_group *group, void *data),
		     void *data);

/* The same for one message, which may be about anything. */
void rtnl_groups_parse(const struct nlmsghdr *nlh,
		       void (*each)(const struct rtnl_group *group, void *data),
		       void *data);

/* Take all groups from a port of the bridge.  -EOPNOTSUPP before Linux 6.8. */
int rtnl_groups_flush(struct rtnl *rtnl, unsigned int bridge,
		      unsigned int port);

/* Let the bridge snoop. */
int rtnl_groups_snoop(struct rtnl *rtnl, unsigned int bridge);

#endif
