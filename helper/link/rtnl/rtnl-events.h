/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-events.h - for the parts of rtnl: a socket that is subscribed to a group
 * of rtnetlink.  It is closed and polled by rtnl.h.
 */
#ifndef VMTAP_RTNL_EVENTS_H
#define VMTAP_RTNL_EVENTS_H

#include <linux/filter.h>
#include <linux/netlink.h>

#include "link/rtnl/rtnl.h"

/* group: RTMGRP_...; buffer: bytes that wait in the socket; filter: what of the
 * group is queued at all, or NULL. */
int rtnl_events_open(unsigned int group, int buffer,
		     const struct sock_fprog *filter,
		     struct rtnl_events **ret_events);

/*
 * Read at most so many datagrams of what has arrived, and call each() for every
 * message.  Once events are lost (-ENOBUFS) all of them: until then the kernel
 * drops further ones without a word, so a dump must not come earlier.
 */
int rtnl_events_read(struct rtnl_events *events, unsigned int most,
		     void (*each)(const struct nlmsghdr *nlh, void *data),
		     void *data);

#endif
