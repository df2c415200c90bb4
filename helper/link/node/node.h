/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * node.h - device nodes: /dev/net/tun, /dev/tapN, /dev/vhost-net.
 *
 * N in /dev/tapN is an ifindex.  Each network namespace counts its own, but
 * devtmpfs is the same for all, so the name may lead to the device of another
 * namespace.  vmtapd therefore accepts a macvtap's node only if its number is
 * the one in the link's own sysfs directory, and if the kernel names the opened
 * device like the link.
 */
#ifndef VMTAP_NODE_H
#define VMTAP_NODE_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/ifname.h"

/* -ENOENT, -EACCES, ..., with a sentence in *err. */
int node_open_tun(int *ret_fd, struct error *err);
int node_open_vhost(int *ret_fd, struct error *err);

/* By the file's mode alone: to open can load a module, and to close vhost-net
 * waits for the kernel (vhost_net_release()). */
int node_may_open_tun(struct error *err);
int node_may_open_vhost(struct error *err);

/*
 * Read the device number of a macvtap of vmtapd from sysfs.  -ENOENT: the sysfs
 * that is mounted belongs to another network namespace.
 */
int node_number(const struct ifname *ifname, unsigned int ifindex,
		dev_t *ret_number, struct error *err);

/*
 * Is it worth waiting for the node?  It does not exist, or vmtapd may not open
 * it yet.  Where udev runs, it sets owner and mode a moment after the kernel
 * made the node.  node_watch() explains what waiting does not cure.
 */
bool node_is_awaited(unsigned int ifindex, dev_t number);

/* Watch /dev for nodes that vmtapd may now be allowed to open. */
int node_watch_all(int inotify, int *ret_watch);

/*
 * Watch /dev/tapN for the last close of a descriptor that could write.
 * *ret_watch is inotify's number.  This does not wait: it fails for a node that
 * vmtapd may not open, and with -ESTALE for a node of another namespace.
 */
int node_watch(int inotify, unsigned int ifindex, dev_t number, int *ret_watch,
	       struct error *err);

/* Open /dev/tapN.  -ESTALE if it does not have this number. */
int node_open_macvtap(unsigned int ifindex, dev_t number, int *ret_fd,
		      struct error *err);

/*
 * Open a descriptor that only serves to ask for locks, see held.h.  Its queue
 * is detached from the device at once (IFF_DETACH_QUEUE), so that it takes no
 * frame from the others.  It is read-only, so that node_watch() does not see
 * its close.
 */
int node_open_sentry(unsigned int ifindex, dev_t number, int *ret_fd,
		     struct error *err);

#endif
