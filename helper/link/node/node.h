/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * node.h - device nodes: /dev/net/tun, /dev/tapN, /dev/vhost-net.
 *
 * /dev/tapN is named by ifindex, which counts in each network namespace, but
 * devtmpfs is one for all: the name may lead to the device of another
 * namespace.  So a macvtap's node is believed only if its number is the one
 * that the link's own sysfs directory states, and the kernel calls the opened
 * device by the link's name.
 */
#ifndef VMTAP_NODE_H
#define VMTAP_NODE_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/ifname.h"

/* -ENOENT, -EACCES, ..., with the sentence. */
int node_open_tun(int *ret_fd, struct error *err);
int node_open_vhost(int *ret_fd, struct error *err);

/*
 * The device number of a macvtap of ours, from sysfs.  -ENOENT: the sysfs that
 * is mounted is not that of this network namespace.
 */
int node_number(const struct ifname *ifname, unsigned int ifindex,
		dev_t *ret_number, struct error *err);

/*
 * The node is not there, or not ours to open, and time may mend that: where udev
 * is in charge, it sets owner and mode a moment after the kernel made it.  What
 * does not pass with time is for node_watch() to say.
 */
bool node_is_awaited(unsigned int ifindex, dev_t number);

/* Watch /dev for nodes that may have become ours to open. */
int node_watch_all(int inotify, int *ret_watch);

/*
 * Watch /dev/tapN for the last close of a descriptor that could write; *ret_watch
 * is inotify's.  It does not wait: a node that we may not open fails, and one
 * that is another namespace's fails with -ESTALE.
 */
int node_watch(int inotify, unsigned int ifindex, dev_t number, int *ret_watch,
	       struct error *err);

/* Open /dev/tapN, and believe it only with that number; else -ESTALE. */
int node_open_macvtap(unsigned int ifindex, dev_t number, int *ret_fd,
		      struct error *err);

/*
 * The same, for a descriptor that only asks for locks, see held.h: its queue is
 * detached from the device at once (IFF_DETACH_QUEUE), so that it takes no frame
 * from the others, and it is read-only, so that node_watch() does not see its
 * close.
 */
int node_open_sentry(unsigned int ifindex, dev_t number, int *ret_fd,
		     struct error *err);

#endif
