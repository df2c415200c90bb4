/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-addr.c - RTM_NEWADDR and RTM_DELADDR to values.
 */
#include "link/rtnl/address/rtnl-addr.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-events.h"

/* An event takes about 1 KiB of the buffer. */
#define EVENTS_BUFFER (1 << 20)
#define EVENTS_AT_ONCE 256

int rtnl_addr_monitor_open(struct rtnl_events **ret_events)
{
	return rtnl_events_open(RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
				EVENTS_BUFFER, NULL, ret_events);
}

/* IFA_LOCAL is the host's own address; IFA_ADDRESS is the other end's on a
 * point-to-point link, and the host's own where there is no IFA_LOCAL. */
static int get_address(const struct nlattr *attr, void *data)
{
	struct rtnl_addr *addr = data;
	const unsigned int type = mnl_attr_get_type(attr);
	const size_t size = addr->address.length / 8;

	if ((type == IFA_LOCAL ||
	     (type == IFA_ADDRESS && addr->address.family == AF_INET6)) &&
	    mnl_attr_get_payload_len(attr) == size)
		memcpy(addr->address.b, mnl_attr_get_payload(attr), size);
	return MNL_CB_OK;
}

int rtnl_addr_parse(const struct nlmsghdr *nlh, struct rtnl_addr *ret_addr)
{
	const struct ifaddrmsg *ifa;
	struct rtnl_addr addr = { 0 };

	if ((nlh->nlmsg_type != RTM_NEWADDR &&
	     nlh->nlmsg_type != RTM_DELADDR) ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*ifa))
		return -EINVAL;
	ifa = mnl_nlmsg_get_payload(nlh);
	if (ifa->ifa_family != AF_INET && ifa->ifa_family != AF_INET6)
		return -EINVAL;
	addr.ifindex = ifa->ifa_index;
	addr.is_gone = nlh->nlmsg_type == RTM_DELADDR;
	addr.address.family = ifa->ifa_family;
	addr.address.length = ifa->ifa_family == AF_INET ? 32 : 128;
	(void)mnl_attr_parse(nlh, sizeof(*ifa), get_address, &addr);
	*ret_addr = addr;
	return 0;
}

struct reader {
	void (*each)(const struct rtnl_addr *addr, void *data);
	void *data;
};

static void read_one(const struct nlmsghdr *nlh, void *data)
{
	const struct reader *reader = data;
	struct rtnl_addr addr;

	if (rtnl_addr_parse(nlh, &addr) == 0)
		reader->each(&addr, reader->data);
}

int rtnl_addr_monitor_read(struct rtnl_events *events,
			   void (*each)(const struct rtnl_addr *addr,
					void *data),
			   void *data)
{
	struct reader reader = { .each = each, .data = data };

	return rtnl_events_read(events, EVENTS_AT_ONCE, read_one, &reader);
}

struct dump {
	struct reader reader;
	void (*begin)(void *data);
};

static int read_answer(const struct nlmsghdr *nlh, void *data)
{
	struct dump *dump = data;

	read_one(nlh, &dump->reader);
	return 0;
}

static void begin_again(void *data)
{
	const struct dump *dump = data;

	if (dump->begin)
		dump->begin(dump->reader.data);
}

int rtnl_addr_dump(struct rtnl *rtnl, void (*begin)(void *data),
		   void (*each)(const struct rtnl_addr *addr, void *data),
		   void *data)
{
	struct dump dump = {
		.reader = { .each = each, .data = data },
		.begin = begin,
	};
	struct ifaddrmsg *head;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETADDR, NLM_F_DUMP, sizeof(*head),
			     &head))
		rtnl_finish(rtnl, true);
	return rtnl_dump(rtnl, read_answer, begin_again, &dump);
}

/* ---- questions -------------------------------------------------------- */

struct search {
	unsigned int ifindex;
	bool is_found;
};

static int look_at(const struct nlmsghdr *nlh, void *data)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	struct search *search = data;

	if (nlh->nlmsg_type == RTM_NEWADDR &&
	    mnl_nlmsg_get_payload_len(nlh) >= sizeof(*ifa))
		search->is_found |= ifa->ifa_index == search->ifindex &&
				    ifa->ifa_scope < RT_SCOPE_LINK;
	return 0;
}

static void forget(void *data)
{
	struct search *search = data;

	search->is_found = false;
}

/* The kernel sends the addresses of all links: it filters only for sockets that
 * ask for strict checks of all their messages. */
int rtnl_addr_has(struct rtnl *rtnl, unsigned int ifindex, bool *ret_has)
{
	struct search search = { .ifindex = ifindex };
	struct ifaddrmsg *ifa;
	int r;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETADDR, NLM_F_DUMP, sizeof(*ifa), &ifa))
		rtnl_finish(rtnl, true);
	r = rtnl_dump(rtnl, look_at, forget, &search);
	if (r == 0)
		*ret_has = search.is_found;
	return r;
}
