/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * expire.c - connects lease.c, the table of leases, with reaper.c, which ends
 * devices.
 */
#include "daemon/lease/expire.h"

#include <sys/inotify.h>

#include "common/cleanup.h"
#include "daemon/hold/record.h"
#include "daemon/log/audit.h"

static void hand_over(struct reaper *reaper, const struct host *host,
		      struct lease *lease, bool has_link)
{
	struct device device;

	device_init(&device);
	device.kind = lease->facts.kind;
	device.ifname = lease->ifname;
	device.ifindex = lease->ifindex;
	device.has_link = has_link;
	device.lower_down = lease->facts.lower_down;
	device.sentry = TAKE_FD(lease->node.sentry);
	lease->facts.lower_down = 0; /* the reaper does that now */
	reaper_end(reaper, host->rtnl, lease->facts.uid, &device);
}

void expire_lease(struct reaper *reaper, const struct host *host,
		  struct lease *lease)
{
	if (lease->state == LEASE_ENDING)
		return;
	lease->state = LEASE_ENDING;
	lease_set_leaving(lease, true);
	hand_over(reaper, host, lease, true);
}

void expire_gone(struct reaper *reaper, const struct host *host,
		 struct lease_table *table, struct lease *lease)
{
	audit_ended(lease);
	hold_record_forget(lease);
	if (lease->node.watch >= 0)
		(void)inotify_rm_watch(host->inotify, lease->node.watch);
	if (lease->facts.lower_down || lease->node.sentry >= 0)
		hand_over(reaper, host, lease, false);
	lease_forget(table, lease);
}
