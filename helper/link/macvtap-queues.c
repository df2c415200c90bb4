/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * macvtap-queues.c - each queue is the node, opened once more and locked.
 */
#include "link/macvtap-queues.h"

#include <string.h>

#include "common/cleanup.h"
#include "link/node/held.h"
#include "link/node/node.h"
#include "link/node/tun.h"

static int open_queue(const struct device_spec *spec, struct device *device,
		      struct error *err)
{
	_cleanup_close_
	int fd = -EBADF;
	int r = node_open_macvtap(device->ifindex, device->number, &fd, err);

	if (r < 0)
		return r;
	r = tun_set(fd, &device->ifname,
		    tun_flags(spec->has_vnet_hdr, spec->facts.queues > 1));
	if (r == 0)
		r = tun_verify(fd, &device->ifname, spec->has_vnet_hdr);
	if (r == 0)
		r = held_lock(fd);
	if (r < 0)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"the node /dev/tap%u (queue %u of %u) is not as it should be: %s",
			device->ifindex, device->n_fds + 1, spec->facts.queues,
			strerror(-r));
	device->fds[device->n_fds++] = TAKE_FD(fd);
	device->n_queues = device->n_fds;
	return 0;
}

int macvtap_open_queues(const struct host *host, const struct device_spec *spec,
			struct device *device, struct error *err)
{
	int r = node_watch(host->inotify, device->ifindex, device->number,
			   &device->watch, err);

	if (r < 0)
		return r;
	while (device->n_queues < spec->facts.queues) {
		r = open_queue(spec, device, err);
		if (r < 0)
			return r;
	}
	return making_vnet_hdr(spec, device, err);
}
