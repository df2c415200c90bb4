/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tap.c - makes a TAP, with one descriptor for each queue, and adds it to a
 * bridge.
 *
 * The kernel deletes a TAP with its last descriptor, so to undo something here
 * means to close them.
 */
#include "link/tap.h"

#include <errno.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "link/fence/attach.h"
#include "link/fence/port.h"
#include "link/fence/qos.h"
#include "link/node/node.h"
#include "link/node/tun.h"
#include "link/place/place.h"
#include "link/rtnl/rtnl.h"

static int find_bridge(const struct host *host, const struct ifname *name,
		       struct rtnl_link *ret_bridge, struct error *err)
{
	struct rtnl_link bridge = { 0 };
	int r = rtnl_link_named(host->rtnl, name, &bridge);

	if (r == -ENODEV)
		return error_set(
			err, VMTAP_E_HOST, ENODEV,
			"the bridge %s does not exist; the administrator can make it with 'ip link add %s type bridge'",
			name->s, name->s);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the bridge %s cannot be looked up: %s",
				 name->s, strerror(-r));
	if (strcmp(bridge.kind, "bridge") != 0)
		return error_set(
			err, VMTAP_E_HOST, EINVAL,
			"%s is not a bridge; the policy must name one (or say kind = macvtap, lower = \"%s\")",
			name->s, name->s);
	*ret_bridge = bridge;
	return 0;
}

static struct place_device place_device_of(const struct device_spec *spec)
{
	return (struct place_device){
		.has_vlan = spec->fence.vlan || spec->fence.n_vlans,
		.mtu = spec->mtu,
	};
}

/* Would the bridge take the port, and would frames pass there? */
static int check_bridge(const struct host *host, const struct device_spec *spec,
			struct rtnl_link *ret_bridge,
			struct place_facts *ret_place, struct error *err)
{
	const struct place_device device = place_device_of(spec);
	int r = find_bridge(host, &spec->link, ret_bridge, err);

	if (r == 0)
		r = port_check(ret_bridge, &spec->fence, err);
	if (r < 0)
		return r;
	*ret_place = place_begin(ret_bridge, true);
	return place_refuse(ret_place, &device, err);
}

/* The first queue makes the device.  The other queues must find it. */
static int open_queue(const struct device_spec *spec, struct device *device,
		      struct error *err)
{
	bool is_first = device->n_fds == 0;
	short flags = tun_flags(spec->has_vnet_hdr, spec->facts.queues > 1);
	_cleanup_close_
	int fd = -EBADF;
	int r = node_open_tun(&fd, err);

	if (r < 0)
		return r;
	if (is_first) {
		/* the number can be chosen only before TUNSETIFF */
		if (ioctl(fd, TUNSETIFINDEX, &device->ifindex) < 0)
			return error_set(err, VMTAP_E_HOST, errno,
					 "TUNSETIFINDEX: %s", strerror(errno));
		/* fail if a device with that name exists */
		flags = (short)(flags | IFF_TUN_EXCL);
	}
	r = tun_set(fd, &device->ifname, flags);
	if (r == 0 && is_first)
		r = tun_close_to_others(fd);
	if (r == 0)
		r = tun_verify(fd, &device->ifname, spec->has_vnet_hdr);
	if (is_first && (r == -EBUSY || r == -EEXIST))
		r = -EEXIST;
	if (r < 0)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"the kernel refuses a TAP (queue %u of %u): %s",
			device->n_fds + 1, spec->facts.queues, strerror(-r));
	device->fds[device->n_fds++] = TAKE_FD(fd);
	device->n_queues = device->n_fds;
	return 0;
}

/*
 * Until the owner was set on the first queue, a process that heard of the
 * device from the kernel could have attached a queue.  So count the queues.
 */
static int check_queues(const struct host *host, const struct device_spec *spec,
			const struct device *device, struct error *err)
{
	struct rtnl_link link = { 0 };
	int r;

	if (spec->facts.queues == 1)
		return 0;
	r = rtnl_link_numbered(host->rtnl, device->ifindex, &link);
	if (r == 0 && link.queues != device->n_queues)
		r = -ESTALE;
	return r == 0 ? 0
		      : error_set(err, VMTAP_E_HOST, -r,
				  "the TAP's queues are not vmtapd's alone: %s",
				  strerror(-r));
}

/* Explain a failure of the port's messages, which come last. */
static int explain_port(const struct host *host, const struct device_spec *spec,
			int r, struct error *err)
{
	/* another station got the address after vmtapd asked who has it */
	if (r == -EEXIST)
		return making_refuse_in_use(
			spec, "another station of the bridge",
			"ask the administrator to reserve it for your VM", err);
	if (r == -EXFULL) {
		const struct place_facts place = { .name = spec->link };

		return place_refuse_as(PLACE_FULL, &place, err);
	}
	return rtnl_refuse(host->rtnl, r, err,
			   "the bridge %s does not take the port",
			   spec->link.s);
}

/* The first address that the guest uses will be its own. */
static bool is_learning(const struct device_spec *spec)
{
	return spec->facts.guest == GUEST_LEARNING;
}

/*
 * One batch.  The values come first, so that the bridge sees the right MTU and
 * never sees the TAP's first address.  Then come the filter, the port, and
 * which stations may send there.
 */
static int configure(const struct host *host, const struct device_spec *spec,
		     const struct rtnl_link *bridge, struct device *device,
		     struct error *err)
{
	char alias[RTNL_ALIAS_MAX + 1];
	struct rtnl_set set = {
		.mtu = device->mtu,
		.group = MARK_GROUP(host->instance),
		.lladdr = &spec->facts.link_lladdr,
		.alias = alias,
		.has_no_ipv6 = true,
	};
	const struct filter_spec filter = {
		.ebpf = host->ebpf,
		.kind = spec->facts.kind,
		.ifindex = device->ifindex,
		.fence = &spec->fence,
		.lladdr = facts_has_lladdr(&spec->facts) ? &spec->facts.lladdr
							 : NULL,
	};
	const struct port_spec port = {
		.bridge = bridge,
		.fence = &spec->fence,
		.lladdr = &spec->facts.lladdr,
		.is_taken_over = spec->is_taken_over,
	};
	size_t step = 0;
	int r, n;

	device_alias(host, spec, device, alias);
	rtnl_begin(host->rtnl);
	rtnl_add_set(host->rtnl, device->ifindex, &set);
	n = filter_add(host->rtnl, &filter);
	if (n < 0)
		return filter_explain(host->rtnl, n, err);
	rtnl_add_master(host->rtnl, device->ifindex, bridge->ifindex);
	if (!is_learning(spec))
		port_add(host->rtnl, device->ifindex, &port);
	r = rtnl_commit(host->rtnl, &step);
	/* the link has our mark, so vmtapd can delete it even if another
	 * process has a queue of it */
	device->has_link = r == 0 || step > 0;
	if (r == 0)
		return 0;
	if (step == 0)
		return rtnl_refuse(host->rtnl, r, err,
				   "the TAP cannot be configured");
	if (step <= (size_t)n)
		return filter_explain(host->rtnl, r, err);
	return explain_port(host, spec, r, err);
}

/* The kernel says what a port can do only once the port exists. */
static int prepare_learning(const struct host *host,
			    const struct device_spec *spec,
			    const struct rtnl_link *bridge,
			    const struct device *device, struct error *err)
{
	struct rtnl_port can;
	const struct port_spec port = {
		.bridge = bridge,
		.fence = &spec->fence,
		.can = &can,
	};
	int r;

	if (!is_learning(spec))
		return 0;
	r = port_probe(host->rtnl, device->ifindex, &can);
	if (r < 0)
		return explain_port(host, spec, r, err);
	rtnl_begin(host->rtnl);
	port_add(host->rtnl, device->ifindex, &port);
	r = rtnl_commit(host->rtnl, NULL);
	return r == 0 ? 0 : explain_port(host, spec, r, err);
}

/*
 * The link goes up in a batch of its own.  In one batch with the filter, it
 * would go up even if the filter failed (see rtnl.h).  The name for people
 * comes last, because only this message may fail without harm.
 */
static int set_up(const struct host *host, const struct device_spec *spec,
		  const struct device *device, struct error *err)
{
	int r;

	rtnl_begin(host->rtnl);
	rtnl_add_up(host->rtnl, device->ifindex);
	r = making_set_up(host, spec, device);
	return r < 0 ? rtnl_refuse(host->rtnl, r, err,
				   "the TAP cannot be set up")
		     : check_queues(host, spec, device, err);
}

static int check_name(const struct host *host, const struct device_spec *spec,
		      struct error *err)
{
	struct rtnl_link other;

	if (!spec->facts.hold.is_on ||
	    rtnl_link_named(host->rtnl, &spec->name, &other) == -ENODEV)
		return 0;
	return error_set(
		err, VMTAP_E_IN_USE, EBUSY,
		"the name %s is in use on this host; choose another one, or end the device with 'vmtap release %s' if it is yours",
		spec->name.s, spec->name.s);
}

/* From now on the device is its user's.  vmtapd must have left it before the
 * user hears of it: a device with one queue has room for one. */
static int hold(const struct device_spec *spec, struct device *device,
		struct error *err)
{
	int r = tun_hold(device->fds[0], spec->facts.uid);

	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the TAP cannot be given to its user: %s",
				 strerror(-r));
	(void)close(device->fds[0]);
	device->fds[0] = -EBADF;
	device->n_fds = device->n_queues = 0;
	return 0;
}

static int probe(const struct host *host, const struct device_spec *spec,
		 unsigned int *ret_mtu, struct error *err)
{
	const struct place_device device = place_device_of(spec);
	struct rtnl_link bridge = { 0 };
	struct place_facts place;
	int fd = -EBADF;
	int r = check_bridge(host, spec, &bridge, &place, err);

	if (r == 0)
		r = check_name(host, spec, err);
	/* a bridge whose ports cannot be listed may have room */
	if (r == 0 && place_look(host, bridge.ifindex, NULL, NULL, &place) == 0)
		r = place_refuse(&place, &device, err);
	if (r == 0)
		r = node_open_tun(&fd, err);
	if (r < 0)
		return r;
	(void)close(fd);
	*ret_mtu = spec->mtu ? spec->mtu : bridge.mtu;
	return 0;
}

static int create(const struct host *host, const struct device_spec *spec,
		  struct device *device, struct error *err)
{
	struct rtnl_link bridge = { 0 };
	struct place_facts place;
	/* more queues of a held device come with its VMM */
	const unsigned int queues = spec->facts.hold.is_on ? 1
							   : spec->facts.queues;
	int r = check_bridge(host, spec, &bridge, &place, err);

	if (r == 0)
		r = check_name(host, spec, err);
	if (r < 0)
		return r;
	device->bridge = bridge.ifindex;
	device->mtu = spec->mtu ? spec->mtu : bridge.mtu;
	while (device->n_queues < queues) {
		r = open_queue(spec, device, err);
		if (r < 0)
			return r;
	}
	r = making_vnet_hdr(spec, device, err);
	if (r == 0)
		r = configure(host, spec, &bridge, device, err);
	if (r == 0)
		r = prepare_learning(host, spec, &bridge, device, err);
	if (r == 0)
		r = qos_set(host->rtnl, spec->facts.kind, device->ifindex,
			    &spec->fence, err);
	if (r == 0)
		r = set_up(host, spec, device, err);
	return r < 0 || !spec->facts.hold.is_on ? r : hold(spec, device, err);
}

const struct maker tap_maker = {
	.probe = probe,
	.create = create,
};
