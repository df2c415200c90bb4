/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-events.h - a socket that is subscribed to a group of rtnetlink.  Private
 * to the rtnl files; rtnl.h has the functions that close and poll it.
 */
#ifndef VMTAP_RTNL_EVENTS_H
#define VMTAP_RTNL_EVENTS_H

#include <linux/filter.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>

#include "link/rtnl/rtnl.h"

/* group is RTMGRP_..., and buffer is the number of bytes that can wait in the
 * socket.  filter selects which events of the group the kernel queues; NULL:
 * all. */
int rtnl_events_open(unsigned int group, int buffer,
		     const struct sock_fprog *filter,
		     struct rtnl_events **ret_events);

/*
 * Read at most this many of the datagrams that have arrived, and call each()
 * for every message.  Once events are lost (-ENOBUFS), this reads all of them:
 * until then the kernel drops further events silently, so a dump must not come
 * earlier.
 */
int rtnl_events_read(struct rtnl_events *events, unsigned int most,
		     void (*each)(const struct nlmsghdr *nlh, void *data),
		     void *data);

/* A filter loads numbers as big-endian, and netlink writes them in the host's
 * order. */
static inline uint32_t rtnl_load_16(uint16_t number)
{
	const uint8_t *bytes = (const uint8_t *)&number;

	return (uint32_t)(bytes[0] << 8 | bytes[1]);
}

static inline uint32_t rtnl_load_32(uint32_t number)
{
	uint16_t halves[2];

	memcpy(halves, &number, sizeof(halves));
	return rtnl_load_16(halves[0]) << 16 | rtnl_load_16(halves[1]);
}

#endif
