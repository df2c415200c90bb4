/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.h - a device of either kind: made, opened, and ended.
 */
#ifndef VMTAP_DEVICE_H
#define VMTAP_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/fence.h"
#include "link/host.h"
#include "link/mark.h"
#include "vmtap.h"

/* What to make.  Everything here has been decided; nothing is asked again. */
struct device_spec {
	struct facts facts; /* who it is for, and what; but vnet_hdr_size and
			     * lower_down, which are known when it is made */
	struct ifname link; /* the bridge, or the lower device */
	unsigned int ifindex; /* 0: choose one */
	unsigned int mtu; /* 0: that of the bridge or lower device */
	bool has_vnet_hdr;
	bool has_vhost;
	bool is_taken_over; /* whom a bridge knows by it has to yield */
	struct fence fence; /* what it may send */
	const struct lladdr *sources; /* mode source */
	size_t n_sources;
};

/* What was made.  On the caller's stack; it owns the descriptors. */
struct device {
	enum vmtap_kind kind; /* VMTAP_KIND_NONE: nothing yet */
	struct ifname ifname;
	unsigned int ifindex;
	bool has_link; /* there is one, and ending means deleting it */
	unsigned int lower_down; /* ifindex of a lower device that we set
					 * up, to be set down at the end; or 0 */
	unsigned int mtu;
	unsigned int vnet_hdr_size;
	int watch; /* macvtap: inotify's, see node.h; or -1 */
	dev_t number; /* macvtap: of its node */
	int sentry; /* macvtap: to be closed with it, see node.h; or -1 */
	unsigned int n_fds; /* queues, then as many of vhost-net */
	unsigned int n_queues;
	int fds[VMTAP_FDS_MAX];
};

/* The address that the link itself has to have where the guest has lladdr, if
 * nobody else has it. */
struct lladdr device_lladdr(enum vmtap_kind kind, const struct lladdr *lladdr);

/* The facts that were decided, and what became known when it was made. */
struct facts device_facts(const struct device_spec *spec,
			  const struct device *device);

/* The mark with these facts, as the link's alias.  It has the link's own address
 * where the guest's does not tell it, or can still change. */
void device_mark(uint32_t instance, const struct facts *facts,
		 char alias[RTNL_ALIAS_MAX + 1]);

/* Empty: no link, no descriptor. */
void device_init(struct device *device);

/*
 * Make the device, configure it, open it, set it up: in this order, so that no
 * frame passes before all is in place.  On failure *device holds what is there
 * already, and device_end() is the caller's duty, as it is at the end.
 *
 * -EINPROGRESS: a macvtap's node is udev's still.  Go on with device_resume(), and
 * the same spec, once device_is_awaited() is false, or when there is no time left:
 * then it says what is missing.  It may have to begin anew, and return the same.
 */
int device_create(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err);
int device_resume(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err);
bool device_is_awaited(const struct device *device);

/* While it waited, its link may have gone, or be no more ours: then it has none. */
void device_look(const struct host *host, struct device *device);

/*
 * Would the bridge or lower device take it, as it is now?  Changes nothing.
 * *ret_mtu is the MTU that the device would have.
 */
int device_probe(const struct host *host, const struct device_spec *spec,
		 unsigned int *ret_mtu, struct error *err);

/*
 * Delete the links of several devices, those that still are ours, and set down
 * again what was set up for them.  They go together, moved to a group of the
 * doomed, by one message, which takes one wait of some 15 ms (RCU, in the
 * kernel) for all, not one for each; but the kernel holds the lock of all links
 * meanwhile, so n is at most DEVICE_END_MAX.  It sleeps, so it is for
 * daemon/lease/reaper.c and not for the request loop.  -errno: a device with which it
 * failed has has_link or lower_down as before, and can be tried again.
 */
#define DEVICE_END_MAX 32
int device_end_links(struct rtnl *rtnl, uint32_t instance,
		     struct device *const *devices, size_t n);

/* Close the descriptors.  Each that is the last one sleeps as long. */
void device_close(struct device *device);

/* Both, for one device that nobody has got; leaves *device empty. */
int device_end(struct rtnl *rtnl, uint32_t instance, struct device *device);

/* For tap.c and macvtap.c: the alias, with what is known of the device; and
 * the name for people, once more if another link has the first choice. */
void device_alias(const struct host *host, const struct device_spec *spec,
		  const struct device *device, char alias[RTNL_ALIAS_MAX + 1]);
int device_add_altname(const struct host *host, const struct device_spec *spec,
		       const struct device *device);

#endif
