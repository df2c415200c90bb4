/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-monitor.c - what happens to links, as it happens.
 */
#include "link/rtnl/rtnl-events.h"

#include <linux/rtnetlink.h>

#include "link/rtnl/rtnl-link.h"

/* Socket buffer: each event costs the kernel about 4 KiB here, so some
 * thousand links can change at once before events are lost (and dumped). */
#define EVENTS_BUFFER (8 << 20)

/* Whoever makes events without end must not keep the caller from all else. */
#define EVENTS_AT_ONCE 512

int rtnl_monitor_open(struct rtnl_events **ret_events)
{
	return rtnl_events_open(RTMGRP_LINK, EVENTS_BUFFER, NULL, ret_events);
}

struct reader {
	void (*each)(const struct rtnl_link *link, bool is_gone, void *data);
	void *data;
};

static void read_link(const struct nlmsghdr *nlh, void *data)
{
	const struct reader *reader = data;
	struct rtnl_link link;

	if (rtnl_link_parse(nlh, &link) == 0)
		reader->each(&link, nlh->nlmsg_type == RTM_DELLINK,
			     reader->data);
}

int rtnl_monitor_read(struct rtnl_events *events,
		      void (*each)(const struct rtnl_link *link, bool is_gone,
				   void *data),
		      void *data)
{
	struct reader reader = { .each = each, .data = data };

	return rtnl_events_read(events, EVENTS_AT_ONCE, read_link, &reader);
}
