/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * macvtap.c - makes a MACVTAP on a lower device, and opens its node once for
 * each queue.  The link outlives its descriptors, so vmtapd has to delete it.
 *
 * The order is: make the link (down); watch, open and lock its node; set alias
 * and filter; set the link up.  The watch comes before the open, so that no
 * close is missed.  Where udev prepares the node, all steps after the link wait
 * for udev; the caller does the waiting.
 */
#include "link/macvtap.h"

#include <errno.h>
#include <string.h>

#include "link/fence/attach.h"
#include "link/fence/qos.h"
#include "link/inuse.h"
#include "link/macvtap-queues.h"
#include "link/node/node.h"
#include "link/place/place.h"
#include "link/rtnl/ask/ask.h"

static int find_lower(const struct host *host, const struct device_spec *spec,
		      struct rtnl_link *ret_lower, struct error *err)
{
	const char *name = spec->link.s;
	const struct place_device device = {
		.is_passthru = spec->facts.mode == VMTAP_MODE_PASSTHRU,
		.mtu = spec->mtu,
	};
	struct rtnl_link lower = { 0 };
	struct place_facts place;
	int r = rtnl_link_named(host->rtnl, &spec->link, &lower);

	if (r == -ENODEV)
		return error_set(
			err, VMTAP_E_HOST, ENODEV,
			"the lower device %s does not exist; the administrator must name one of 'ip link' in the policy",
			name);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the lower device %s cannot be looked up: %s",
				 name, strerror(-r));
	if (lower.flags & IFF_LOOPBACK)
		return error_set(
			err, VMTAP_E_HOST, EINVAL,
			"%s is not an Ethernet link, and cannot carry a macvtap; the administrator must name another one in the policy",
			name);
	place = place_begin(&lower, false);
	r = place_refuse(&place, &device, err);
	if (r == 0)
		*ret_lower = lower;
	return r;
}

static int refuse_another(const struct device_spec *spec, const char *reason,
			  struct error *err)
{
	return error_set(
		err, VMTAP_E_IN_USE, EINVAL,
		"the lower device %s does not take another macvtap%s%s: in mode passthru it can have only one; see 'ip -d link'",
		spec->link.s, reason[0] ? ": " : "", reason);
}

static int refuse_kind(struct error *err)
{
	return error_set(
		err, VMTAP_E_HOST, EOPNOTSUPP,
		"this kernel has no macvtap; the administrator can load it with 'modprobe macvtap'");
}

static int explain_create(const struct host *host,
			  const struct device_spec *spec, int r,
			  struct error *err)
{
	const struct place_facts place = { .name = spec->link };

	if (r == -EEXIST)
		return error_set(err, VMTAP_E_HOST, EEXIST,
				 "the chosen ifindex or name is in use");
	if (r == -EBUSY)
		return place_refuse_as(PLACE_TAKEN, &place, err);
	if (r == -EINVAL)
		return refuse_another(spec, rtnl_reason(host->rtnl), err);
	if (r == -EOPNOTSUPP)
		return refuse_kind(err);
	return rtnl_refuse(host->rtnl, r, err,
			   "the kernel refuses a macvtap on %s", spec->link.s);
}

static bool exists(const struct host *host, const struct device *device)
{
	struct rtnl_link link;

	return rtnl_link_numbered(host->rtnl, device->ifindex, &link) == 0 &&
	       mark_is_ours(&link, host->instance);
}

static int add_link(const struct host *host, const struct device_spec *spec,
		    const struct rtnl_link *lower, struct device *device,
		    struct error *err)
{
	struct rtnl_macvtap macvtap = {
		.ifname = device->ifname,
		.ifindex = device->ifindex,
		.lower = lower->ifindex,
		.mtu = spec->mtu,
		.group = MARK_GROUP(host->instance),
		.mode = spec->facts.mode,
		.lladdr = spec->facts.lladdr,
		.sources = spec->sources,
		.n_sources = spec->n_sources,
	};
	int r;

	rtnl_begin(host->rtnl);
	rtnl_add_macvtap(host->rtnl, &macvtap);
	r = rtnl_commit(host->rtnl, NULL);
	if (r == 0) {
		device->has_link = true;
		return 0;
	}
	r = explain_create(host, spec, r, err);
	/* the kernel may have made the link although its answer was lost */
	device->has_link = r != -EEXIST && exists(host, device);
	return r;
}

static int refuse_in_use(const struct device_spec *spec, struct error *err)
{
	return making_refuse_in_use(spec, "another macvlan or macvtap on",
				    "give the VM another name", err);
}

static int explain(const struct host *host, const struct device_spec *spec,
		   int r, const char *what, struct error *err)
{
	if (r == -EADDRINUSE)
		return refuse_in_use(spec, err);
	return rtnl_refuse(host->rtnl, r, err, "the macvtap on %s cannot be %s",
			   spec->link.s, what);
}

/*
 * Set the alias, which the kernel ignores at creation; the address again; and
 * the filter.
 *
 * At creation in mode passthru, the kernel replaces the address by the lower
 * device's.  A change of it afterwards also changes the lower device's, which
 * the kernel restores when the macvtap goes.
 */
static int configure(const struct host *host, const struct device_spec *spec,
		     const struct rtnl_link *lower, struct device *device,
		     struct error *err)
{
	bool is_passthru = spec->facts.mode == VMTAP_MODE_PASSTHRU;
	char alias[RTNL_ALIAS_MAX + 1];
	struct rtnl_set set = {
		.alias = alias,
		.lladdr = is_passthru ? &spec->facts.lladdr : NULL,
		.mtu = 0,
		.has_no_ipv6 = device->mtu >= 1280,
	};
	const struct filter_spec filter = {
		.ebpf = host->ebpf,
		.kind = spec->facts.kind,
		.ifindex = device->ifindex,
		.fence = &spec->fence,
		.lladdr = &spec->facts.lladdr,
	};
	size_t step = 0;
	int r, n;

	if (is_passthru && !(lower->flags & IFF_UP))
		device->lower_down = lower->ifindex;
	device_alias(host, spec, device, alias);
	rtnl_begin(host->rtnl);
	rtnl_add_set(host->rtnl, device->ifindex, &set);
	n = filter_add(host->rtnl, &filter);
	r = n < 0 ? n : rtnl_commit(host->rtnl, &step);
	if (r == 0)
		return 0;
	return n < 0 || step > 0 ? filter_explain(host->rtnl, r, err)
				 : explain(host, spec, r, "configured", err);
}

/* The link goes up in a batch of its own.  In one batch with the filter, it
 * would go up even if the filter failed (see rtnl.h). */
static int set_up(const struct host *host, const struct device_spec *spec,
		  const struct device *device, struct error *err)
{
	int r;

	rtnl_begin(host->rtnl);
	if (device->lower_down)
		rtnl_add_up(host->rtnl, device->lower_down);
	/* The kernel passes to a macvtap only frames of groups that the host
	 * joined.  A guest joins groups without telling the host, so IPv6 would
	 * not work. */
	rtnl_add_up_allmulti(host->rtnl, device->ifindex);
	r = making_set_up(host, spec, device);
	return r < 0 ? explain(host, spec, r, "set up", err) : 0;
}

static int probe(const struct host *host, const struct device_spec *spec,
		 unsigned int *ret_mtu, struct error *err)
{
	struct rtnl_link lower = { 0 };
	struct inuse_lower found = { 0 };
	int r = find_lower(host, spec, &lower, err);

	if (r < 0)
		return r;
	if (ask_kind(host->rtnl, "macvtap") < 0)
		return refuse_kind(err);
	r = inuse_by_macvlan(host->rtnl, lower.ifindex, &spec->facts.lladdr,
			     &found);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the links cannot be listed: %s",
				 strerror(-r));
	if (found.has_passthru ||
	    (found.has_any && spec->facts.mode == VMTAP_MODE_PASSTHRU))
		return refuse_another(spec, "", err);
	if (found.has_lladdr)
		return refuse_in_use(spec, err);
	*ret_mtu = spec->mtu ? spec->mtu : lower.mtu;
	return 0;
}

/* All steps after the link. */
static int complete(const struct host *host, const struct device_spec *spec,
		    const struct rtnl_link *lower, struct device *device,
		    struct error *err)
{
	int r = macvtap_open_queues(host, spec, device, err);

	if (r == 0)
		r = configure(host, spec, lower, device, err);
	if (r == 0)
		r = qos_set(host->rtnl, spec->facts.kind, device->ifindex,
			    &spec->fence, err);
	return r < 0 ? r : set_up(host, spec, device, err);
}

static int create(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err)
{
	struct rtnl_link lower = { 0 };
	int r = find_lower(host, spec, &lower, err);

	if (r < 0)
		return r;
	device->mtu = spec->mtu ? spec->mtu : lower.mtu;
	r = add_link(host, spec, &lower, device, err);
	if (r == 0)
		r = node_number(&device->ifname, device->ifindex,
				&device->number, err);
	if (r < 0)
		return r;
	if (node_is_awaited(device->ifindex, device->number))
		return error_set(err, VMTAP_E_HOST, EINPROGRESS,
				 "/dev/tap%u is not vmtapd's to open yet",
				 device->ifindex);
	return complete(host, spec, &lower, device, err);
}

static int resume(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err)
{
	struct rtnl_link lower = { 0 };
	int r = find_lower(host, spec, &lower, err);

	return r < 0 ? r : complete(host, spec, &lower, device, err);
}

const struct maker macvtap_maker = {
	.probe = probe,
	.create = create,
	.resume = resume,
};
