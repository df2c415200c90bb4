/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.h - a device of any kind: make it, open it, end it.
 */
#ifndef VMTAP_DEVICE_H
#define VMTAP_DEVICE_H

#include "link/making.h"

/*
 * Make the device, configure it, open it, and set it up, in this order, so that
 * no frame passes before all is in place.  On failure *device has what exists
 * already, and the caller must call device_end(), as for any device.
 *
 * -EINPROGRESS: the node of a macvtap is not ready, because udev has still to
 * work on it.  Call device_resume() with the same spec once device_is_awaited()
 * is false, or when there is no time left; device_resume() then says what is
 * missing.  It may start again, and return -EINPROGRESS again.
 */
int device_create(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err);
int device_resume(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err);
bool device_is_awaited(const struct device *device);

/* While the device waited, its link may have gone, or may have lost our mark.
 * Then *device has no link after this. */
void device_look(const struct host *host, struct device *device);

struct device_probed {
	unsigned int mtu; /* that the device would have */
	uint32_t unasked; /* bit i: enum unasked i */
};

/*
 * Would the host make the device, as it is now?  This changes nothing, and has
 * the sentences of device_create().  What only a device can tell is in unasked,
 * unless a device has told it to this daemon.
 */
int device_probe(const struct host *host, const struct device_spec *spec,
		 struct device_probed *ret_probed, struct error *err);

/*
 * Delete the links of several devices, if they still have our mark, and set
 * lower devices down again that were set up for them.
 *
 * All links go to one group, and one message deletes the group.  So all of them
 * wait once for some 15 ms (RCU, in the kernel), and not once each.  The kernel
 * holds the lock of all links meanwhile, so n is at most DEVICE_END_MAX.  This
 * function sleeps: call it from daemon/lease/reaper.c and not from the request
 * loop.
 *
 * -errno: for each device that failed, has_link or lower_down is as before, and
 * the caller can try again.
 */
#define DEVICE_END_MAX 32
int device_end_links(struct rtnl *rtnl, uint32_t instance,
		     struct device *const *devices, size_t n);

/* Close the descriptors.  The close of the last one of a queue sleeps for as
 * long. */
void device_close(struct device *device);

/* End and close one device whose descriptors nobody else has.  *device is empty
 * afterwards. */
int device_end(struct rtnl *rtnl, uint32_t instance, struct device *device);

#endif
