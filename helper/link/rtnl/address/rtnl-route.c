/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-route.c - RTM_NEWROUTE and RTM_DELROUTE to values.
 */
#include "link/rtnl/address/rtnl-route.h"

#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-events.h"

/* An event takes about 1 KiB of the buffer. */
#define EVENTS_BUFFER (1 << 20)
#define EVENTS_AT_ONCE 256

#define DST_LEN (sizeof(struct nlmsghdr) + offsetof(struct rtmsg, rtm_dst_len))

int rtnl_route_monitor_open(struct rtnl_events **ret_events)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, DST_LEN),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	return rtnl_events_open(RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE,
				EVENTS_BUFFER, &program, ret_events);
}

struct reader {
	void (*each)(const struct rtnl_route *route, void *data);
	void *data;
	struct rtnl_route route;
};

/* The kernel checks these lengths when the route is made (fib_get_nhs()). */
static void read_ways(const struct nlattr *attr, struct reader *reader)
{
	const struct rtnexthop *way = mnl_attr_get_payload(attr);
	int left = mnl_attr_get_payload_len(attr);

	for (; RTNH_OK(way, left); way = RTNH_NEXT(way)) {
		left -= RTNH_ALIGN(way->rtnh_len);
		reader->route.ifindex = (unsigned int)way->rtnh_ifindex;
		reader->each(&reader->route, reader->data);
	}
}

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct reader *reader = data;

	switch (mnl_attr_get_type(attr)) {
	case RTA_OIF:
		if (mnl_attr_get_payload_len(attr) < sizeof(uint32_t))
			break;
		reader->route.ifindex = mnl_attr_get_u32(attr);
		reader->each(&reader->route, reader->data);
		break;
	case RTA_MULTIPATH:
		read_ways(attr, reader);
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

void rtnl_route_parse(const struct nlmsghdr *nlh,
		      void (*each)(const struct rtnl_route *route, void *data),
		      void *data)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct reader reader = { .each = each, .data = data };

	if ((nlh->nlmsg_type != RTM_NEWROUTE &&
	     nlh->nlmsg_type != RTM_DELROUTE) ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm) ||
	    rtm->rtm_dst_len != 0 ||
	    (rtm->rtm_family != AF_INET && rtm->rtm_family != AF_INET6))
		return;
	reader.route.family = rtm->rtm_family;
	reader.route.is_gone = nlh->nlmsg_type == RTM_DELROUTE;
	(void)mnl_attr_parse(nlh, sizeof(*rtm), read_attribute, &reader);
}

static void read_one(const struct nlmsghdr *nlh, void *data)
{
	const struct reader *reader = data;

	rtnl_route_parse(nlh, reader->each, reader->data);
}

int rtnl_route_monitor_read(struct rtnl_events *events,
			    void (*each)(const struct rtnl_route *route,
					 void *data),
			    void *data)
{
	struct reader reader = { .each = each, .data = data };

	return rtnl_events_read(events, EVENTS_AT_ONCE, read_one, &reader);
}
