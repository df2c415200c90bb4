/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-stats.h - the counters of a link.
 */
#ifndef VMTAP_RTNL_STATS_H
#define VMTAP_RTNL_STATS_H

#include <stdint.h>

#include "link/rtnl/rtnl.h"

/* Directions are the link's: received is what the link gave to the host. */
struct rtnl_stats {
	uint64_t received_packets, received_bytes;
	uint64_t sent_packets, sent_bytes;
};

/* -ENODEV if there is no such link. */
int rtnl_get_stats(struct rtnl *rtnl, unsigned int ifindex,
		   struct rtnl_stats *ret_stats);

#endif
