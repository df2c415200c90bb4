/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-stats.c - reads IFLA_STATS64.
 */
#include "link/rtnl/rtnl-stats.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"

static int get_stats(const struct nlattr *attr, void *data)
{
	struct rtnl_stats *stats = data;
	struct rtnl_link_stats64 counted = { 0 };
	size_t size = mnl_attr_get_payload_len(attr);

	if (mnl_attr_get_type(attr) != IFLA_STATS64)
		return MNL_CB_OK;
	/* a newer kernel has more counters, an older one fewer */
	memcpy(&counted, mnl_attr_get_payload(attr),
	       size < sizeof(counted) ? size : sizeof(counted));
	*stats = (struct rtnl_stats){
		.received_packets = counted.rx_packets,
		.received_bytes = counted.rx_bytes,
		.sent_packets = counted.tx_packets,
		.sent_bytes = counted.tx_bytes,
	};
	return MNL_CB_OK;
}

static int keep_stats(const struct nlmsghdr *nlh, void *data)
{
	if (nlh->nlmsg_type == RTM_NEWLINK &&
	    mnl_nlmsg_get_payload_len(nlh) >= sizeof(struct ifinfomsg))
		(void)mnl_attr_parse(nlh, sizeof(struct ifinfomsg), get_stats,
				     data);
	return 0;
}

int rtnl_get_stats(struct rtnl *rtnl, unsigned int ifindex,
		   struct rtnl_stats *ret_stats)
{
	struct rtnl_stats stats = { 0 };
	int r;

	rtnl_begin(rtnl);
	if (rtnl_add_link(rtnl, RTM_GETLINK, 0, ifindex))
		rtnl_finish(rtnl, true);
	r = rtnl_exchange(rtnl, NULL, keep_stats, &stats);
	if (r == 0)
		*ret_stats = stats;
	return r;
}
