/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.h - a device of either kind: made, opened, and ended.
 */
#ifndef VMTAP_DEVICE_H
#define VMTAP_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "held.h"
#include "host.h"
#include "ifname.h"
#include "lladdr.h"
#include "vmtap.h"

/* What to make.  Everything here has been decided; nothing is asked again. */
struct device_spec {
	enum vmtap_kind kind;
	enum vmtap_mode mode; /* of a macvtap */
	struct ifname link; /* the bridge, or the lower device */
	unsigned int ifindex; /* 0: choose one */
	unsigned int mtu; /* 0: that of the bridge or lower device */
	unsigned int queues; /* 1..VMTAP_QUEUES_MAX */
	bool has_vnet_hdr;
	bool has_vhost;
	struct lladdr lladdr; /* the guest's */
	const struct lladdr *sources; /* mode source */
	size_t n_sources;
	const char *alias; /* see mark.h */
};

/* What was made.  On the caller's stack; it owns the descriptors. */
struct device {
	enum vmtap_kind kind; /* VMTAP_KIND_NONE: nothing yet */
	struct ifname ifname;
	unsigned int ifindex; /* 0: there is no link to delete */
	unsigned int group; /* the link is ours only while it has this */
	unsigned int lower_down; /* ifindex of a lower device that we set
					 * up, to be set down at the end; or 0 */
	unsigned int mtu;
	unsigned int vnet_hdr_size;
	int watch; /* macvtap: inotify's, see node.h; or -1 */
	struct held_file node; /* macvtap: the file that is watched */
	unsigned int n_fds; /* queues, then as many of vhost-net */
	unsigned int n_queues;
	int fds[VMTAP_FDS_MAX];
};

/* Empty: no link, no descriptor. */
void device_init(struct device *device);

/*
 * Make the device, configure it, open it, set it up: in this order, so that no
 * frame passes before all is in place.  On failure *device holds what is there
 * already, and device_end() is the caller's duty, as it is at the end.
 */
int device_create(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err);

/*
 * Delete the link, if it still is ours, and close the descriptors.  It sleeps
 * (for tens of milliseconds: RCU grace periods in the kernel), so it is for
 * daemon/reaper.c and not for the request loop.  Leaves *device empty.
 */
int device_end(struct rtnl *rtnl, struct device *device);

#endif
