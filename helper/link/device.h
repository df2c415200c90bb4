/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.h - a device of any kind: made, opened, and ended.
 */
#ifndef VMTAP_DEVICE_H
#define VMTAP_DEVICE_H

#include "link/making.h"

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

#endif
