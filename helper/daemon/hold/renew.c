/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * renew.c - attaches to a device that nobody has open, for the time that the
 * ioctls take.
 */
#include "daemon/hold/renew.h"

#include <errno.h>

#include "common/cleanup.h"
#include "link/node/node.h"
#include "link/node/tun.h"

/* Has the device more queues attached than that, or a carrier? */
static bool is_open(const struct state *state, const struct lease *lease,
		    unsigned int queues)
{
	struct rtnl_link link;

	return rtnl_link_numbered(state->host->rtnl, lease->ifindex, &link) <
		       0 ||
	       link.has_carrier || link.queues > queues;
}

int renew(const struct state *state, const struct lease *lease)
{
	const bool is_multi_queue = lease->facts.queues > 1;
	_cleanup_close_
	int fd = -EBADF;
	struct error err;
	int r;

	if (is_open(state, lease, 0))
		return -EBUSY;
	r = node_open_tun(&fd, &err);
	if (r == 0)
		r = tun_attach(fd, &lease->ifname, is_multi_queue);
	/* of several queues the kernel gives one more, whoever has the others */
	if (r == 0 && is_multi_queue && is_open(state, lease, 1))
		r = -EBUSY;
	return r < 0 ? r : tun_put_back(fd);
}
