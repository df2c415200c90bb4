/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-qos.h - how fast frames pass a link, over rtnetlink.  All functions add
 * to a batch, see rtnl.h.
 */
#ifndef VMTAP_RTNL_QOS_H
#define VMTAP_RTNL_QOS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/kind.h"
#include "link/rtnl/rtnl.h"

struct rtnl_rate {
	uint64_t bytes; /* in a second */
	uint32_t burst; /* bytes that may pass at once */
};

struct rtnl_police {
	enum side side;
	unsigned int priority; /* the order of the filters on a side */
	bool is_group; /* count only frames to groups */
	struct rtnl_rate rate;
};

/* Frames that the host sends too fast wait (qdisc tbf).  They are dropped while
 * limit bytes are waiting.  This replaces the queue at the root. */
void rtnl_add_shaper(struct rtnl *rtnl, unsigned int ifindex,
		     const struct rtnl_rate *rate, uint32_t limit);

/*
 * Frames that come too fast are dropped (action police), and other frames go on
 * to the next filter.  This adds the place for filters (qdisc clsact) unless it
 * exists.
 */
void rtnl_add_police(struct rtnl *rtnl, unsigned int ifindex,
		     const struct rtnl_police *police);

#endif
