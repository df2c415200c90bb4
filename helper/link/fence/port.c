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

/*
 * Which stations may send at a port whose guest has an address.
 *
 * A locked port drops frames whose source the bridge knows at another port, and
 * tells nobody.  So it would never let a virtual router's address come over from
 * another guest.  Such a port learns, and the filter alone keeps its guest to
 * its addresses.
 */
static unsigned int lock_of(const struct fence *fence)
{
	return fence_has_virtual(fence) ? RTNL_PORT_LEARNING : RTNL_PORT_LOCKED;
}

unsigned int port_flags(const struct port_spec *spec)
{
	const struct fence *fence = spec->fence;
	unsigned int flags = RTNL_PORT_GUARD | RTNL_PORT_ROOT_BLOCK |
			     RTNL_PORT_FLOOD;

	if (fence->is_isolated)
		flags |= RTNL_PORT_ISOLATED;
	/* a guest that may not be a router is none of multicast */
	if (fence->filters & FENCE_RA)
		flags |= RTNL_PORT_NO_ROUTER;
	if (!fence->has_no_flood)
		flags |= RTNL_PORT_MCAST_FLOOD;
	if (!(fence->filters & FENCE_MAC))
		return flags | RTNL_PORT_LEARNING;
	if (spec->lladdr)
		return flags | lock_of(fence);
	if (spec->is_shut)
		return flags | RTNL_PORT_LOCKED;
	/* without MAB, the first frames pass until port_pin() */
	flags |= RTNL_PORT_LEARNING;
	if (spec->can->knows & RTNL_PORT_MAB)
		flags |= RTNL_PORT_LOCKED | RTNL_PORT_MAB;
	return flags;
}

/* ---- VLANs ------------------------------------------------------------- */

#define PVID                                                                   \
	((unsigned int)(RTNL_MEMBER | RTNL_MEMBER_PVID | RTNL_MEMBER_UNTAGGED))

/* The kernel puts a new port into the bridge's default VLAN.  If the policy
 * names a VLAN, the port leaves the default one. */
static void fill_members(const struct rtnl_link *bridge,
			 const struct fence *fence,
			 struct rtnl_members *ret_members)
{
	const unsigned int vlan = fence->vlan ? fence->vlan
					      : bridge->vlans.of_ports;

	memset(ret_members, 0, sizeof(*ret_members));
	if (vlan)
		ret_members->of[vlan] = PVID;
	for (size_t i = 0; i < fence->n_vlans; i++)
		if (fence->vlans[i] > 0 && fence->vlans[i] != fence->vlan)
			ret_members->of[fence->vlans[i]] = RTNL_MEMBER;
}

/* In a batch; the next look finds what is left. */
#define DELETIONS_MAX 16

/* The first VLAN from vlan on in which the port is and should not be. */
static unsigned int next_foreign(const struct rtnl_members *wanted,
				 const struct rtnl_members *now,
				 unsigned int vlan)
{
	while (vlan < RTNL_VLANS && (wanted->of[vlan] || !now->of[vlan]))
		vlan++;
	return vlan;
}

static void delete_foreign(struct rtnl *rtnl, unsigned int ifindex,
			   const struct rtnl_members *wanted,
			   const struct rtnl_members *now)
{
	unsigned int first = next_foreign(wanted, now, 1), last;

	for (unsigned int n = 0; first < RTNL_VLANS && n < DELETIONS_MAX; n++) {
		last = first;
		while (last + 1 < RTNL_VLANS && !wanted->of[last + 1] &&
		       now->of[last + 1])
			last++;
		rtnl_add_port_vlan_delete(rtnl, ifindex, first, last);
		first = next_foreign(wanted, now, last + 1);
	}
}

/* now: the VLANs in which the port is. */
static void add_vlans(struct rtnl *rtnl, unsigned int ifindex,
		      const struct rtnl_members *wanted,
		      const struct rtnl_members *now)
{
	for (unsigned int vlan = 1; vlan < RTNL_VLANS; vlan++)
		if (wanted->of[vlan] && wanted->of[vlan] != now->of[vlan])
			rtnl_add_port_vlan(rtnl, ifindex, vlan,
					   wanted->of[vlan] == PVID);
	delete_foreign(rtnl, ifindex, wanted, now);
}

/* ---- all of it --------------------------------------------------------- */

static void add_all(struct rtnl *rtnl, unsigned int ifindex,
		    const struct port_spec *spec,
		    const struct rtnl_members *now)
{
	struct rtnl_members wanted;

	rtnl_add_port(rtnl, ifindex, port_flags(spec));
	if (!spec->bridge->vlans.has_filter)
		return;
	fill_members(spec->bridge, spec->fence, &wanted);
	add_vlans(rtnl, ifindex, &wanted, now);
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
	const unsigned int of_ports = spec->bridge->vlans.of_ports;
	const struct port_stations stations =
		stations_of(spec->fence, spec->lladdr);
	struct rtnl_members now = { .of = { 0 } };

	if (of_ports)
		now.of[of_ports] = PVID;
	add_all(rtnl, ifindex, spec, &now);
	if ((spec->fence->filters & FENCE_MAC) && spec->lladdr &&
	    !spec->is_entry_later)
		add_stations(rtnl, ifindex, &stations, spec->is_taken_over);
}

int port_compare(struct rtnl *rtnl, const struct rtnl_link *link,
		 const struct port_spec *spec, struct port_found *ret_found)
{
	struct rtnl_members wanted;
	int r = 0;

	ret_found->wrong = (port_flags(spec) ^ link->port.has) &
			   link->port.knows;
	ret_found->has = link->port.has;
	ret_found->has_wrong_vlans = false;
	if (!spec->bridge->vlans.has_filter)
		return 0;
	r = rtnl_vlan_get(rtnl, link->ifindex, &ret_found->members);
	fill_members(spec->bridge, spec->fence, &wanted);
	if (r == 0)
		ret_found->has_wrong_vlans =
			memcmp(&wanted, &ret_found->members, sizeof(wanted)) !=
			0;
	return r;
}

int port_repair(struct rtnl *rtnl, unsigned int ifindex,
		const struct port_spec *spec, const struct port_found *found)
{
	rtnl_begin(rtnl);
	add_all(rtnl, ifindex, spec, &found->members);
	return rtnl_commit(rtnl, NULL);
}

/* The kernel says what a port can do only once the port exists. */
static int probe_for(struct rtnl *rtnl, unsigned int ifindex,
		     struct port_spec *spec, struct rtnl_port *can)
{
	spec->can = can;
	return spec->lladdr || spec->is_shut ? 0
					     : port_probe(rtnl, ifindex, can);
}

int port_join(struct rtnl *rtnl, unsigned int ifindex,
	      const struct port_spec *spec)
{
	struct port_spec copy = *spec;
	struct rtnl_port can = { 0 };
	int r;

	/* no frame passes a link that is down */
	rtnl_begin(rtnl);
	rtnl_add_down(rtnl, ifindex);
	rtnl_add_master(rtnl, ifindex, spec->bridge->ifindex);
	r = rtnl_commit(rtnl, NULL);
	if (r == 0)
		r = probe_for(rtnl, ifindex, &copy, &can);
	if (r < 0)
		return r;
	rtnl_begin(rtnl);
	port_add(rtnl, ifindex, &copy);
	return rtnl_commit(rtnl, NULL);
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
	const struct rtnl_set set = { .alias = alias };

	rtnl_begin(rtnl);
	/* the entry comes first and replaces the locked one, because the kernel
	 * deletes locked entries when MAB ends */
	add_stations(rtnl, ifindex, &stations, true);
	rtnl_add_port_lock(rtnl, ifindex, lock_of(fence));
	rtnl_add_set(rtnl, ifindex, &set);
	return rtnl_commit(rtnl, NULL);
}

int port_close(struct rtnl *rtnl, unsigned int ifindex)
{
	rtnl_begin(rtnl);
	rtnl_add_port_lock(rtnl, ifindex, RTNL_PORT_LOCKED);
	return rtnl_commit(rtnl, NULL);
}
