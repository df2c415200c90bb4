/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reaper.h - ends devices in threads of its own.
 *
 * Deleting a macvtap and closing a last descriptor each sleep for about 15 ms
 * in the kernel (RCU), outside its locks.  The threads sleep there, so that
 * requests do not wait.
 */
#ifndef VMTAP_REAPER_H
#define VMTAP_REAPER_H

#include <stdbool.h>
#include <sys/types.h>

#include "link/device.h"

struct reaper;

/* Start the threads, which have a netlink socket of their own.  They inherit
 * the capabilities and filters of the moment. */
int reaper_start(uint32_t instance, struct reaper **ret_reaper);

/*
 * End the link of *device, if has_link, and close its descriptors.  Takes all
 * of them over and leaves *device empty.  Devices of one uid do not delay those
 * of another.  Without memory for a job, the caller ends them at once, with
 * rtnl.
 */
void reaper_end(struct reaper *reaper, struct rtnl *rtnl, uid_t uid,
		struct device *device);

/* Does anything wait for its end, of a user for whom concerns() says true?  Then
 * a device whose last holder has gone may be there still, because vmtapd's own
 * copy of its descriptor is. */
bool reaper_is_busy(struct reaper *reaper,
		    bool (*concerns)(uid_t uid, const void *data),
		    const void *data);

/* Wait until all devices have ended, and stop the threads.  Accepts NULL. */
void reaper_stop(struct reaper *reaper);

#endif
