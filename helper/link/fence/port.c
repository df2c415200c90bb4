/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * port.c - which settings of a bridge port make a fence.
 */
#include "link/fence/port.h"

#include <errno.h>
#include <string.h>

#include "link/rtnl/rtnl-fdb.h"
#include "link/rtnl/rtnl-port.h"

/* A tag of VLAN 0 is for priority only, and its frame is in the VLAN of those
 * without a tag.  The list is ascending. */
static bool needs_vlans(const struct fence *fence)
{
	return fence->vlan > 0 ||
	       (fence->n_vlans > 0 && fence->vlans[fence->n_vlans - 1] > 0);
}

int port_check(const struct rtnl_link *bridge, const struct fence *fence,
	       struct error *err)
{
	const char *name = bridge->ifname.s;

	if (!needs_vlans(fence) || bridge->vlans.has_filter)
		return 0;
	if (bridge->vlans.is_unable)
		return error_set(
			err, VMTAP_E_HOST, EOPNOTSUPP,
			"this kernel's bridges know no VLANs (CONFIG_BRIDGE_VLAN_FILTERING); the administrator must take vlan and vlans out of the policy, or make a bridge for each VLAN");
	return error_set(
		err, VMTAP_E_HOST, EOPNOTSUPP,
		"the bridge %s does not look at VLANs; the administrator can make it with 'ip link set %s type bridge vlan_filtering 1'",
		name, name);
}

int port_probe(struct rtnl *rtnl, unsigned int ifindex,
	       struct rtnl_port *ret_can)
{
	struct rtnl_link link = { 0 };
	int r = rtnl_link_numbered(rtnl, ifindex, &link);

	if (r == 0)
		*ret_can = link.port;
	return r;
}

/* The kernel puts a new port into the bridge's default VLAN.  If the policy
 * names a VLAN, the port leaves the default one. */
static void add_vlans(struct rtnl *rtnl, unsigned int ifindex,
		      const struct rtnl_link *bridge, const struct fence *fence)
{
	unsigned int other = bridge->vlans.of_ports;

	if (fence->vlan)
		rtnl_add_port_vlan(rtnl, ifindex, fence->vlan, true);
	for (size_t i = 0; i < fence->n_vlans; i++) {
		if (fence->vlans[i] == other)
			other = 0;
		if (fence->vlans[i] > 0 && fence->vlans[i] != fence->vlan)
			rtnl_add_port_vlan(rtnl, ifindex, fence->vlans[i],
					   false);
	}
	if (fence->vlan && other && other != fence->vlan)
		rtnl_add_port_vlan_delete(rtnl, ifindex, other);
}

/*
 * Which stations may send at a port whose guest has an address.
 *
 * A locked port drops frames whose source the bridge knows at another port, and
 * tells nobody.  So it would never let a virtual router's address come over from
 * another guest.  Such a port learns, and the filter alone keeps its guest to
 * its addresses.
 */
static struct rtnl_port lock_of(const struct fence *fence)
{
	const bool has_virtual = fence_has_virtual(fence);

	return (struct rtnl_port){
		.is_learning = has_virtual,
		.is_locked = !has_virtual,
	};
}

/* The guest's address comes last.  A further one is the guest's by the table,
 * so a station that the bridge has merely heard yields. */
static void add_stations(struct rtnl *rtnl, unsigned int ifindex,
			 const struct port_stations *stations,
			 bool is_taken_over)
{
	for (size_t i = 0; i < stations->n_macs; i++)
		if (!lladdr_is_virtual(&stations->macs[i]))
			rtnl_add_fdb(rtnl, ifindex, &stations->macs[i], true);
	rtnl_add_fdb(rtnl, ifindex, stations->lladdr, is_taken_over);
}

static struct port_stations stations_of(const struct fence *fence,
					const struct lladdr *lladdr)
{
	return (struct port_stations){
		.lladdr = lladdr,
		.macs = fence->macs,
		.n_macs = fence->n_macs,
	};
}

void port_add(struct rtnl *rtnl, unsigned int ifindex,
	      const struct port_spec *spec)
{
	const struct fence *fence = spec->fence;
	const struct port_stations stations = stations_of(fence, spec->lladdr);
	bool has_mac = fence->filters & FENCE_MAC;
	struct rtnl_port_set set = {
		.is_isolated = fence->is_isolated,
		/* a guest that may not be a router is none of multicast */
		.is_no_router = fence->filters & FENCE_RA,
		.has_mcast_flood = !fence->has_no_flood,
	};

	if (!has_mac) {
		set.port.is_learning = true;
	} else if (spec->lladdr) {
		set.port = lock_of(fence);
	} else {
		/* without MAB, the first frames pass until port_pin() */
		set.port.is_learning = true;
		set.port.is_locked = set.port.has_mab = spec->can->knows_mab;
	}
	rtnl_add_port(rtnl, ifindex, &set);
	add_vlans(rtnl, ifindex, spec->bridge, fence);
	if (has_mac && spec->lladdr)
		add_stations(rtnl, ifindex, &stations, spec->is_taken_over);
}

int port_set_stations(struct rtnl *rtnl, unsigned int ifindex,
		      const struct port_stations *stations)
{
	rtnl_begin(rtnl);
	add_stations(rtnl, ifindex, stations, true);
	return rtnl_commit(rtnl, NULL);
}

int port_set_again(struct rtnl *rtnl, const struct rtnl_fdb *fdb)
{
	struct rtnl_link link = { 0 };
	int r = rtnl_link_numbered(rtnl, fdb->ifindex, &link);

	if (r == 0 && link.master != fdb->bridge)
		r = -ENODEV;
	if (r < 0)
		return r;
	rtnl_begin(rtnl);
	rtnl_add_fdb_again(rtnl, fdb);
	return rtnl_commit(rtnl, NULL);
}

int port_forget_station(struct rtnl *rtnl, unsigned int ifindex,
			const struct lladdr *lladdr, unsigned int vlan)
{
	int r;

	rtnl_begin(rtnl);
	rtnl_add_fdb_delete(rtnl, ifindex, lladdr, vlan);
	r = rtnl_commit(rtnl, NULL);
	return r == -ENOENT ? 0 : r;
}

int port_pin(struct rtnl *rtnl, unsigned int ifindex,
	     const struct lladdr *lladdr, const struct fence *fence,
	     const char *alias)
{
	const struct port_stations stations = stations_of(fence, lladdr);
	const struct rtnl_port port = lock_of(fence);
	const struct rtnl_set set = { .alias = alias };

	rtnl_begin(rtnl);
	/* the entry comes first and replaces the locked one, because the kernel
	 * deletes locked entries when MAB ends */
	add_stations(rtnl, ifindex, &stations, true);
	rtnl_add_port_lock(rtnl, ifindex, &port);
	rtnl_add_set(rtnl, ifindex, &set);
	return rtnl_commit(rtnl, NULL);
}

int port_close(struct rtnl *rtnl, unsigned int ifindex)
{
	const struct rtnl_port port = { .is_locked = true };

	rtnl_begin(rtnl);
	rtnl_add_port_lock(rtnl, ifindex, &port);
	return rtnl_commit(rtnl, NULL);
}
