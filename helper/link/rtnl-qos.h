/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-qos.h - how fast frames go through a link, over rtnetlink; as the host
 * sees it: "out" is what the host sends through the link.  All of it is added
 * to a batch, see rtnl.h.
 */
#ifndef VMTAP_RTNL_QOS_H
#define VMTAP_RTNL_QOS_H

#include <stdbool.h>
#include <stdint.h>

#include "link/rtnl.h"

struct rtnl_rate {
	uint64_t bytes; /* in a second */
	uint32_t burst; /* bytes that may pass at once */
};

enum rtnl_side { RTNL_IN, RTNL_OUT };

/* Frames that come too fast wait (qdisc tbf), and are dropped when limit bytes
 * are waiting. */
void rtnl_add_shaper(struct rtnl *rtnl, unsigned int ifindex,
		     const struct rtnl_rate *rate, uint32_t limit);

/*
 * Frames that come too fast are dropped (action police).  The filters of one
 * side are asked in the order of their priority; this one ends nothing.
 * is_group: only frames to groups are counted.  The place for filters (qdisc
 * clsact) is made, unless it is there.
 */
void rtnl_add_police(struct rtnl *rtnl, unsigned int ifindex,
		     enum rtnl_side side, unsigned int priority, bool is_group,
		     const struct rtnl_rate *rate);

#endif
