/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reaper.h - ends devices in a second thread.
 *
 * Deleting a macvtap and closing a last descriptor each sleep for about 15 ms
 * in the kernel (rcu_barrier() in netdev_run_todo()), outside its locks.  The
 * second thread sleeps there, so that requests do not wait.
 */
#ifndef VMTAP_REAPER_H
#define VMTAP_REAPER_H

#include "link/device.h"

struct reaper;

/* Start the thread, which has a netlink socket of its own.  It inherits the
 * capabilities and filters of the moment. */
int reaper_start(uint32_t instance, struct reaper **ret_reaper);

/*
 * End the link of *device, if has_link, and close its descriptors.  Takes all
 * of them over and leaves *device empty.  Without memory for a job, the caller
 * ends them at once, with rtnl.
 */
void reaper_end(struct reaper *reaper, struct rtnl *rtnl,
		struct device *device);

/* Wait until all jobs are done, and stop the thread.  Accepts NULL. */
void reaper_stop(struct reaper *reaper);

#endif
