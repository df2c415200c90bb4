/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-events.c - sockets on which rtnetlink announces events.
 */
#include "link/rtnl/rtnl-events.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-link.h"
#include "link/rtnl/state/rtnl-vlan.h"

#define DATAGRAM_SIZE 32768

struct rtnl_events {
	struct mnl_socket *socket;
	char datagram[DATAGRAM_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

static int set_up(struct rtnl_events *events, unsigned int group, int buffer,
		  const struct sock_fprog *filter)
{
	const int fd = mnl_socket_get_fd(events->socket);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer,
		       sizeof(buffer)) < 0 ||
	    (filter && setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter,
				  sizeof(*filter)) < 0) ||
	    mnl_socket_bind(events->socket, group, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	return 0;
}

int rtnl_events_open(unsigned int group, int buffer,
		     const struct sock_fprog *filter,
		     struct rtnl_events **ret_events)
{
	struct rtnl_events *events = calloc(1, sizeof(*events));
	int r;

	if (!events)
		return -ENOMEM;
	events->socket =
		mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	r = events->socket ? set_up(events, group, buffer, filter) : -errno;
	if (r < 0) {
		rtnl_events_close(events);
		return r;
	}
	*ret_events = events;
	return 0;
}

void rtnl_events_close(struct rtnl_events *events)
{
	if (!events)
		return;
	if (events->socket)
		(void)mnl_socket_close(events->socket);
	free(events);
}

int rtnl_events_fd(const struct rtnl_events *events)
{
	return mnl_socket_get_fd(events->socket);
}

int rtnl_events_read(struct rtnl_events *events, unsigned int most,
		     void (*each)(const struct nlmsghdr *nlh, void *data),
		     void *data)
{
	unsigned int n_read = 0;
	int result = 0;

	while (result < 0 || n_read++ < most) {
		struct nlmsghdr *nlh = (struct nlmsghdr *)events->datagram;
		ssize_t n = mnl_socket_recvfrom(events->socket,
						events->datagram,
						sizeof(events->datagram));
		int left = (int)n;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == ENOBUFS) {
			result = -ENOBUFS;
			continue;
		}
		if (n < 0)
			return errno == EAGAIN ? result : -errno;
		for (; rtnl_message_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left))
			each(nlh, data);
	}
	return 0;
}

/* ---- links ------------------------------------------------------------ */

/* Size of the socket's buffer.  An event takes about 4 KiB of it, so some
 * thousand links can change at once before events are lost (and vmtapd dumps
 * the links). */
#define EVENTS_BUFFER (8 << 20)

/* A user who makes events without end must not keep the caller from its other
 * work. */
#define EVENTS_AT_ONCE 512

static uint32_t load_16(uint16_t value)
{
	return htons(value);
}

/* The kernel announces each filter that vmtapd adds to a device of its own.  Such
 * an event has the port of the socket that asked for it: leave it out. */
int rtnl_monitor_open(const struct rtnl *rtnl, struct rtnl_events **ret_events)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, load_16(RTM_NEWQDISC), 3,
			 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, load_16(RTM_DELQDISC), 2,
			 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, load_16(RTM_NEWTFILTER), 1,
			 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, load_16(RTM_DELTFILTER), 0,
			 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_pid)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(rtnl->portid), 1, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	struct rtnl_events *events;
	int group = RTNLGRP_BRVLAN; /* not in the mask of bind(); Linux 5.6 */
	int r = rtnl_events_open(RTMGRP_LINK | RTMGRP_TC, EVENTS_BUFFER,
				 &program, &events);

	if (r < 0)
		return r;
	/* without VLANs in the kernel there is nothing to hear */
	(void)mnl_socket_setsockopt(events->socket, NETLINK_ADD_MEMBERSHIP,
				    &group, sizeof(group));
	*ret_events = events;
	return 0;
}

static void read_filter(const struct nlmsghdr *nlh,
			const struct rtnl_listener *listener)
{
	const struct tcmsg *tc = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(*tc) &&
	    tc->tcm_ifindex > 0)
		listener->filter((unsigned int)tc->tcm_ifindex, listener->data);
}

/* rtnl_link_parse() leaves messages about ports out. */
static void read_port(const struct nlmsghdr *nlh,
		      const struct rtnl_listener *listener)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(*ifi) &&
	    ifi->ifi_family == AF_BRIDGE && ifi->ifi_index > 0)
		listener->port((unsigned int)ifi->ifi_index, listener->data);
}

static void read_event(const struct nlmsghdr *nlh, void *data)
{
	const struct rtnl_listener *listener = data;
	struct rtnl_link link;

	switch (nlh->nlmsg_type) {
	case RTM_NEWQDISC:
	case RTM_DELQDISC:
	case RTM_NEWTFILTER:
	case RTM_DELTFILTER:
		read_filter(nlh, listener);
		break;
	case RTM_NEWVLAN:
	case RTM_DELVLAN:
		if (rtnl_vlan_port(nlh) > 0)
			listener->port(rtnl_vlan_port(nlh), listener->data);
		break;
	default:
		read_port(nlh, listener);
		if (rtnl_link_parse(nlh, &link) == 0)
			listener->link(&link, nlh->nlmsg_type == RTM_DELLINK,
				       listener->data);
	}
}

int rtnl_monitor_read(struct rtnl_events *events,
		      const struct rtnl_listener *listener)
{
	struct rtnl_listener copy = *listener;

	return rtnl_events_read(events, EVENTS_AT_ONCE, read_event, &copy);
}
