/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-monitor.c - the events half of rtnl.h: what happens to links, as it happens.
 */
#include "rtnl.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "rtnl-link.h"

#define EVENTS_SIZE 32768
/* Socket buffer: each event costs the kernel about 4 KiB here, so some
 * thousand links can change at once before events are lost (and dumped). */
#define EVENTS_BUFFER (8 << 20)

/* Whoever makes events without end must not keep the caller from all else. */
#define EVENTS_AT_ONCE 512

struct rtnl_monitor {
	struct mnl_socket *socket;
	char events[EVENTS_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

int rtnl_monitor_open(struct rtnl_monitor **ret_monitor)
{
	struct rtnl_monitor *monitor = calloc(1, sizeof(*monitor));
	int size = EVENTS_BUFFER;

	if (!monitor)
		return -ENOMEM;
	monitor->socket =
		mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!monitor->socket ||
	    setsockopt(mnl_socket_get_fd(monitor->socket), SOL_SOCKET,
		       SO_RCVBUFFORCE, &size, sizeof(size)) < 0 ||
	    mnl_socket_bind(monitor->socket, RTMGRP_LINK, MNL_SOCKET_AUTOPID) <
		    0) {
		int r = -errno;

		rtnl_monitor_close(monitor);
		return r;
	}
	*ret_monitor = monitor;
	return 0;
}

void rtnl_monitor_close(struct rtnl_monitor *monitor)
{
	if (!monitor)
		return;
	if (monitor->socket)
		(void)mnl_socket_close(monitor->socket);
	free(monitor);
}

int rtnl_monitor_fd(const struct rtnl_monitor *monitor)
{
	return mnl_socket_get_fd(monitor->socket);
}

int rtnl_monitor_read(struct rtnl_monitor *monitor,
		      void (*each)(const struct rtnl_link *link, bool is_gone,
				   void *data),
		      void *data)
{
	unsigned int events = 0;
	int result = 0;

	/* once events are lost there is an end to them, see below */
	while (result < 0 || events++ < EVENTS_AT_ONCE) {
		struct nlmsghdr *nlh = (struct nlmsghdr *)monitor->events;
		ssize_t n = mnl_socket_recvfrom(monitor->socket,
						monitor->events,
						sizeof(monitor->events));
		int left = (int)n;

		if (n < 0 && errno == EINTR)
			continue;
		/* until all is read the kernel drops events without a word, so
		 * a dump must not come earlier */
		if (n < 0 && errno == ENOBUFS) {
			result = -ENOBUFS;
			continue;
		}
		if (n < 0)
			return errno == EAGAIN ? result : -errno;
		for (; rtnl_message_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left)) {
			struct rtnl_link link;

			if (rtnl_link_parse(nlh, &link) == 0)
				each(&link, nlh->nlmsg_type == RTM_DELLINK,
				     data);
		}
	}
	return 0;
}
