/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.c - the common entry for devices of all kinds.  It chooses the number
 * and the name, makes the device, adds vhost-net, and ends the device.
 */
#include "link/device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/kind.h"
#include "common/note.h"
#include "link/fence/attach.h"
#include "link/fence/qos.h"
#include "link/macvtap.h"
#include "link/node/node.h"
#include "link/rtnl/rtnl.h"
#include "link/tap.h"

/*
 * The numbers of links are random, from the upper part of int's range.  The
 * kernel counts up from 1, so two namespaces seldom have the same /dev/tapN,
 * and a number is not used again soon.  The name is "vt" and eight hex digits
 * of the number, so it is unique as well.
 */
#define IFINDEX_MIN 0x10000000u
#define IFINDEX_SPAN 0x70000000u
#define ATTEMPTS_MAX 8

static int choose_ifindex(unsigned int *ret_ifindex)
{
	unsigned int random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -EIO;
	*ret_ifindex = IFINDEX_MIN + random % IFINDEX_SPAN;
	return 0;
}

/* A new kind needs a case here, and a row in common/kind.c. */
static const struct maker *maker_of(enum vmtap_kind kind)
{
	switch (kind) {
	case VMTAP_KIND_BRIDGE:
		return &tap_maker;
	case VMTAP_KIND_MACVTAP:
		return &macvtap_maker;
	case VMTAP_KIND_NONE:
		break;
	}
	return NULL;
}

static int refuse_kind(struct error *err)
{
	return error_set(err, VMTAP_E_INTERNAL, EINVAL, "no such kind");
}

static int create_once(const struct host *host, const struct device_spec *spec,
		       struct device *device, struct error *err)
{
	const struct maker *maker = maker_of(spec->facts.kind);

	if (spec->facts.hold.is_on)
		device->ifname = spec->name;
	else
		(void)snprintf(device->ifname.s, sizeof(device->ifname.s),
			       "vt%08x", device->ifindex);
	device->kind = spec->facts.kind;
	return maker ? maker->create(host, spec, device, err)
		     : refuse_kind(err);
}

/* ---- the dry run ------------------------------------------------------ */

/* What a device has told: bit i is enum unasked i. */
static uint32_t told;

static uint32_t questions_of(const struct device_spec *spec)
{
	return (kind_of(spec->facts.kind)->has_node ? 1u << UNASKED_NODE : 0) |
	       (spec->fence.filters ? 1u << UNASKED_FILTER : 0);
}

static int probe_vhost(const struct device_spec *spec, struct error *err)
{
	int fd = -EBADF;
	int r = spec->has_vhost ? node_open_vhost(&fd, err) : 0;

	if (fd >= 0)
		(void)close(fd);
	return r;
}

/* In the order of device_create(), so that the first refusal is the same. */
int device_probe(const struct host *host, const struct device_spec *spec,
		 struct device_probed *ret_probed, struct error *err)
{
	const struct maker *maker = maker_of(spec->facts.kind);
	unsigned int mtu = 0;
	int r = maker ? maker->probe(host, spec, &mtu, err) : refuse_kind(err);

	if (r == 0)
		r = filter_check(host->rtnl, host->ebpf, &spec->fence, err);
	if (r == 0)
		r = qos_check(host->rtnl, spec->facts.kind, &spec->fence, err);
	if (r == 0)
		r = probe_vhost(spec, err);
	if (r < 0)
		return r;
	*ret_probed = (struct device_probed){
		.mtu = mtu,
		.unasked = questions_of(spec) & ~told,
	};
	return 0;
}

/* The number is in use here, or its node belongs to another namespace. */
static bool is_taken(int r)
{
	return r == -EEXIST || r == -ESTALE;
}

static int add_vhost(const struct device_spec *spec, struct device *device,
		     struct error *err)
{
	if (!spec->has_vhost)
		return 0;
	for (unsigned int i = 0; i < spec->facts.queues; i++) {
		int r = node_open_vhost(&device->fds[device->n_fds], err);

		if (r < 0)
			return r;
		device->n_fds++;
	}
	return 0;
}

/* Finish an attempt that had the result r: complete the device, or undo what
 * would be in the way of the next attempt. */
static int settle(const struct host *host, const struct device_spec *spec,
		  struct device *device, int r, struct error *err)
{
	if (r == 0) {
		told |= questions_of(spec);
		return add_vhost(spec, device, err);
	}
	if (r == -EINPROGRESS)
		return r;
	if (device->watch >= 0) {
		(void)inotify_rm_watch(host->inotify, device->watch);
		device->watch = -1;
	}
	if (is_taken(r))
		(void)device_end(host->rtnl, host->instance, device);
	return r;
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
		r = settle(host, spec, device, r, err);
	} while (is_taken(r) && --attempts > 0);
	return r;
}

int device_resume(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err)
{
	const struct maker *maker = maker_of(spec->facts.kind);
	int r = maker && maker->resume ? maker->resume(host, spec, device, err)
				       : refuse_kind(err);

	r = settle(host, spec, device, r, err);
	return is_taken(r) && !spec->ifindex
		       ? device_create(host, spec, device, err)
		       : r;
}

bool device_is_awaited(const struct device *device)
{
	return node_is_awaited(device->ifindex, device->number);
}

/* ---- the end ---------------------------------------------------------- */

/* -ENODEV unless the link exists and has our mark.  The number alone proves
 * nothing, because another link may have it by now. */
static int check_link(struct rtnl *rtnl, uint32_t instance,
		      const struct device *device)
{
	struct rtnl_link link;
	int r = rtnl_link_numbered(rtnl, device->ifindex, &link);

	if (r == 0 && !mark_is_ours(&link, instance))
		r = -ENODEV;
	return r;
}

void device_look(const struct host *host, struct device *device)
{
	if (device->has_link &&
	    check_link(host->rtnl, host->instance, device) == -ENODEV)
		device->has_link = false;
}

static int delete_one(struct rtnl *rtnl, uint32_t instance,
		      struct device *device)
{
	int r = device->has_link ? check_link(rtnl, instance, device) : -ENODEV;

	if (r == 0) {
		rtnl_begin(rtnl);
		rtnl_add_delete(rtnl, device->ifindex);
		r = rtnl_commit(rtnl, NULL);
	}
	if (r < 0 && r != -ENODEV)
		return r;
	device->has_link = false; /* the kernel may have deleted it before */
	return 0;
}

/* A link that may still be there after this is left to delete_one(). */
static void delete_many(struct rtnl *rtnl, uint32_t instance,
			struct device *const *devices, size_t n)
{
	struct rtnl_set set = {
		.group = MARK_DOOMED(MARK_GROUP(instance)),
	};
	bool is_ours[DEVICE_END_MAX];
	size_t doomed = 0;
	bool is_all;

	for (size_t i = 0; i < n; i++)
		is_ours[i] = devices[i]->has_link &&
			     check_link(rtnl, instance, devices[i]) == 0;
	rtnl_begin(rtnl);
	for (size_t i = 0; i < n; i++)
		if (is_ours[i]) {
			rtnl_add_set(rtnl, devices[i]->ifindex, &set);
			doomed++;
		}
	if (doomed == 0)
		return;
	is_all = rtnl_commit(rtnl, NULL) == 0; /* false: a link went away
						* meanwhile */
	rtnl_begin(rtnl);
	rtnl_add_delete_group(rtnl, set.group);
	is_all = rtnl_commit(rtnl, NULL) == 0 && is_all;
	for (size_t i = 0; i < n; i++)
		if (is_ours[i] && is_all)
			devices[i]->has_link = false;
}

static int restore_lower(struct rtnl *rtnl, struct device *device)
{
	int r = 0;

	if (device->lower_down) {
		rtnl_begin(rtnl);
		rtnl_add_down(rtnl, device->lower_down);
		r = rtnl_commit(rtnl, NULL);
	}
	if (r < 0 && r != -ENODEV)
		return r;
	device->lower_down = 0; /* it is down, or it does not exist any more */
	return 0;
}

/*
 * The lower device comes first, and then the link whose alias names it.  If
 * vmtapd is killed in between, the alias still says what is left to do.
 */
int device_end_links(struct rtnl *rtnl, uint32_t instance,
		     struct device *const *devices, size_t n)
{
	int result = 0;

	for (size_t i = 0; i < n; i++) {
		int r = restore_lower(rtnl, devices[i]);

		if (r < 0)
			result = r;
	}
	if (n > 1)
		delete_many(rtnl, instance, devices, n);
	for (size_t i = 0; i < n; i++) {
		int r = delete_one(rtnl, instance, devices[i]);

		if (r < 0)
			result = r;
	}
	return result;
}

void device_close(struct device *device)
{
	for (unsigned int i = 0; i < device->n_fds; i++)
		(void)close(device->fds[i]);
	if (device->sentry >= 0)
		(void)close(device->sentry);
	device_init(device);
}

int device_end(struct rtnl *rtnl, uint32_t instance, struct device *device)
{
	int r = device_end_links(rtnl, instance, &device, 1);

	device_close(device);
	return r;
}
