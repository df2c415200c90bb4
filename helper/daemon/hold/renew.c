/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * renew.c - attaches to a device that nobody has open, for the time that the
 * ioctls take.
 */
#include "daemon/hold/renew.h"

#include <errno.h>

#include "link/node/node.h"
#include "link/node/tun.h"

int renew(const struct lease *lease)
{
	struct error err;
	int fd = -EBADF;
	int r = node_open_tun(&fd, &err);

	return r < 0 ? r
		     : tun_renew(fd, &lease->ifname, lease->facts.queues > 1);
}
