/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reaper.h - ends devices beside the request loop.
 *
 * Deleting a macvtap and closing a last descriptor each sleep for about 15 ms in
 * the kernel (rcu_barrier() in netdev_run_todo()), outside its locks.  A second
 * thread sleeps there, so that requests do not wait.
 */
#ifndef VMTAP_REAPER_H
#define VMTAP_REAPER_H

#include "link/device.h"

struct reaper;

/* Start the thread; it inherits capabilities and filters, so start it when
 * they are as they shall be.  It has a netlink socket of its own. */
int reaper_start(uint32_t instance, struct reaper **ret_reaper);

/*
 * End what *device has: the link, if has_link, and the descriptors.  Takes all of it over and leaves *device empty.  Without memory
 * for that, it is done at once, with the caller's rtnl.
 */
void reaper_end(struct reaper *reaper, struct rtnl *rtnl,
		struct device *device);

/* Wait until all is done, and stop the thread.  Accepts NULL. */
void reaper_stop(struct reaper *reaper);

#endif
