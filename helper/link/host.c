/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * host.c - opens the parts of struct host.
 */
#include "link/host.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "link/rtnl/rtnl.h"

int host_open(struct host *host, struct error *err)
{
	int r = rtnl_open(&host->rtnl);

	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r, "rtnetlink: %s",
				 strerror(-r));
	host->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (host->inotify < 0)
		return error_set(err, VMTAP_E_HOST, errno, "inotify: %s",
				 strerror(errno));
	return 0;
}

void host_close(struct host *host)
{
	rtnl_close(host->rtnl);
	if (host->inotify >= 0)
		(void)close(host->inotify);
}
