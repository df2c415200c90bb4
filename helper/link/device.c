/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.c - the two kinds behind one door: chooses number and name, makes the
 * device, adds vhost-net, and ends it.
 */
#include "device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <unistd.h>

#include "macvtap.h"
#include "node.h"
#include "rtnl.h"
#include "tap.h"

/*
 * Numbers are drawn from the upper part of int's range, at random: the kernel
 * counts up from 1, so two namespaces seldom meet on one /dev/tapN, and a
 * number is not used again soon.  The name is made from the number, and so is
 * unique as it is: "vt" and eight hex digits.
 */
#define IFINDEX_MIN 0x10000000u
#define IFINDEX_SPAN 0x70000000u
#define ATTEMPTS_MAX 8

void device_init(struct device *device)
{
	*device = (struct device){ .watch = -1 };
	for (unsigned int i = 0; i < VMTAP_FDS_MAX; i++)
		device->fds[i] = -EBADF;
}

static int choose_ifindex(unsigned int *ret_ifindex)
{
	unsigned int random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -EIO;
	*ret_ifindex = IFINDEX_MIN + random % IFINDEX_SPAN;
	return 0;
}

static int create_once(const struct host *host, const struct device_spec *spec,
		       struct device *device, struct error *err)
{
	(void)snprintf(device->ifname.s, sizeof(device->ifname.s), "vt%08x",
		       device->ifindex);
	device->kind = spec->kind;
	switch (spec->kind) {
	case VMTAP_KIND_BRIDGE:
		return tap_create(host, spec, device, err);
	case VMTAP_KIND_MACVTAP:
		return macvtap_create(host, spec, device, err);
	case VMTAP_KIND_NONE:
		break;
	}
	return error_set(err, VMTAP_E_INTERNAL, EINVAL, "no such kind");
}

/* A number that is taken here, or whose node is another namespace's. */
static bool is_taken(int r)
{
	return r == -EEXIST || r == -ESTALE;
}

static int add_vhost(const struct device_spec *spec, struct device *device,
		     struct error *err)
{
	if (!spec->has_vhost)
		return 0;
	for (unsigned int i = 0; i < spec->queues; i++) {
		int r = node_open_vhost(&device->fds[device->n_fds], err);

		if (r < 0)
			return r;
		device->n_fds++;
	}
	return 0;
}

int device_create(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err)
{
	unsigned int attempts = spec->ifindex ? 1 : ATTEMPTS_MAX;
	int r;

	do {
		device_init(device);
		device->ifindex = spec->ifindex;
		if (device->ifindex == 0) {
			r = choose_ifindex(&device->ifindex);
			if (r < 0)
				return error_set(err, VMTAP_E_HOST, -r,
						 "getrandom failed");
		}
		r = create_once(host, spec, device, err);
		if (r == 0)
			return add_vhost(spec, device, err);
		if (device->watch >= 0) {
			(void)inotify_rm_watch(host->inotify, device->watch);
			device->watch = -1;
		}
		if (is_taken(r))
			(void)device_end(host->rtnl, device);
	} while (is_taken(r) && --attempts > 0);
	return r;
}

/* Not by number alone: a number may have been used again by others. */
static int delete_link(struct rtnl *rtnl, const struct device *device)
{
	struct rtnl_link link;
	int r = rtnl_link_numbered(rtnl, device->ifindex, &link);

	if (r < 0)
		return r;
	if (link.group != device->group)
		return -ENODEV;
	rtnl_begin(rtnl);
	rtnl_add_delete(rtnl, device->ifindex);
	return rtnl_commit(rtnl, NULL);
}

static void set_lower_down(struct rtnl *rtnl, unsigned int ifindex)
{
	rtnl_begin(rtnl);
	rtnl_add_down(rtnl, ifindex);
	(void)rtnl_commit(rtnl, NULL); /* it may be gone, and then it is down */
}

int device_end(struct rtnl *rtnl, struct device *device)
{
	int r = 0;

	if (device->group != 0)
		r = delete_link(rtnl, device);
	if (r == -ENODEV)
		r = 0; /* it went by itself */
	for (unsigned int i = 0; i < device->n_fds; i++)
		(void)close(device->fds[i]);
	if (device->lower_down)
		set_lower_down(rtnl, device->lower_down);
	device_init(device);
	return r;
}
