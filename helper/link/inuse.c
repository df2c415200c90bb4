/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * inuse.c - asks the kernel about a bridge, a lower device and links.  Changes
 * nothing.
 */
#include "link/inuse.h"

#include <errno.h>
#include <linux/if.h>
#include <string.h>

#include "common/kind.h"
#include "link/rtnl/neighbour/known.h"
#include "link/rtnl/rtnl-station.h"
#include "link/rtnl/rtnl.h"

/* Which station has an address on a bridge, in one of its VLANs? */
struct question {
	const struct rtnl_link *bridge;
	unsigned int vlan; /* 0: entries without a VLAN */
	unsigned int not_port; /* stations behind this port do not count */
	const struct lladdr *lladdr;
};

/* -ENOENT: no station has it, or only one that waits, which is then in
 * *holder. */
static int find_station(struct rtnl *rtnl, const struct question *question,
			struct holder *holder)
{
	const struct rtnl_link *bridge = question->bridge;
	struct rtnl_station station;
	struct rtnl_link port;
	int r = rtnl_station_find(rtnl, bridge->ifindex, question->vlan,
				  question->lladdr, &station);

	if (r < 0)
		return r;
	if (station.ifindex == question->not_port && !station.is_own)
		return -ENOENT;
	*holder = (struct holder){
		.inuse = INUSE_BRIDGE,
		.ifindex = station.ifindex,
		.ifname = bridge->ifname,
		.is_waiting = station.is_locked,
	};
	if (station.ifindex == bridge->ifindex)
		return 0;
	r = rtnl_link_numbered(rtnl, station.ifindex, &port);
	if (r == 0)
		holder->ifname = port.ifname;
	holder->inuse = station.is_own	   ? INUSE_PORT
			: station.is_fixed ? INUSE_FIXED
					   : INUSE_LEARNED;
	if (r == -ENODEV) /* the port has gone meanwhile, with its entries */
		holder->inuse = INUSE_NOT;
	return r == -ENODEV || (r == 0 && station.is_locked) ? -ENOENT : r;
}

/* A bridge that filters VLANs learns an address in each VLAN.  An entry that
 * was set without a VLAN, and the links' own addresses, are found as on any
 * other bridge. */
static int find_in_vlans(struct rtnl *rtnl, const struct rtnl_link *bridge,
			 const struct inuse_place *place,
			 const struct lladdr *lladdr, struct holder *holder)
{
	const struct fence *fence = place->fence;
	unsigned int vlans[FENCE_VLANS_MAX + 3] = { place->vlan,
						    bridge->vlans.of_ports };
	struct question question = {
		.bridge = bridge,
		.not_port = place->port,
		.lladdr = lladdr,
	};
	size_t n = 2;
	int r = find_station(rtnl, &question, holder);

	if (fence) {
		vlans[n++] = fence->vlan;
		for (size_t i = 0; i < fence->n_vlans; i++)
			vlans[n++] = fence->vlans[i];
	}
	for (size_t i = 0; bridge->vlans.has_filter && r == -ENOENT && i < n;
	     i++) {
		question.vlan = vlans[i];
		if (question.vlan)
			r = find_station(rtnl, &question, holder);
	}
	return r == -ENOENT ? 0 : r;
}

/*
 * What does the host itself know of the station?
 *
 * The guests of a bridge are the host's neighbours, too, and their entries
 * outlive their devices: a VM that starts again would find its own.  So only
 * default routers count there.  The host does not reach guests over a lower
 * device, so there each neighbour is another station.
 */
static int ask_host(struct rtnl *rtnl, const struct rtnl_link *link,
		    bool is_bridge, const struct lladdr *lladdr,
		    struct holder *holder)
{
	enum known known;
	int r = known_find(rtnl, link->ifindex, !is_bridge, lladdr, &known);

	if (r < 0 || known == KNOWN_NOT)
		return r;
	*holder = (struct holder){
		.inuse = known == KNOWN_ROUTER ? INUSE_ROUTER : INUSE_NEIGHBOUR,
		.ifindex = link->ifindex,
		.ifname = link->ifname,
	};
	return 0;
}

int inuse_find(struct rtnl *rtnl, const struct inuse_place *place,
	       const struct lladdr *lladdr, struct holder *ret_holder)
{
	const bool is_bridge = kind_of(place->kind)->is_port;
	struct holder holder = { .inuse = INUSE_NOT };
	struct rtnl_link found;
	int r = place->ifindex
			? rtnl_link_numbered(rtnl, place->ifindex, &found)
			: rtnl_link_named(rtnl, &place->link, &found);

	if (r == 0 && lladdr_equal(&found.lladdr, lladdr)) {
		holder.inuse = is_bridge ? INUSE_BRIDGE : INUSE_LOWER;
		holder.ifindex = found.ifindex;
		holder.ifname = found.ifname;
	} else if (r == 0 && is_bridge && strcmp(found.kind, "bridge") == 0) {
		r = find_in_vlans(rtnl, &found, place, lladdr, &holder);
	}
	if (r == 0 && (holder.inuse == INUSE_NOT || holder.is_waiting))
		r = ask_host(rtnl, &found, is_bridge, lladdr, &holder);
	if (r < 0 && (r != -ENODEV || place->ifindex))
		return r;
	*ret_holder = holder;
	return 0;
}

struct search {
	unsigned int lower;
	const char *kind;
	const struct lladdr *lladdr;
	struct inuse_lower found;
};

static int compare(const struct rtnl_link *link, void *data)
{
	struct search *search = data;

	if (link->lower != search->lower ||
	    strcmp(link->kind, search->kind) != 0)
		return 0;
	search->found.has_any = true;
	search->found.has_passthru |= link->stack.is_passthru;
	/* a link that is down has no claim to its address, because
	 * macvlan_open() makes the claim */
	search->found.has_lladdr |= (link->flags & IFF_UP) &&
				    lladdr_equal(&link->lladdr, search->lladdr);
	return 0;
}

int inuse_by_macvlan(struct rtnl *rtnl, unsigned int lower,
		     const struct lladdr *lladdr, struct inuse_lower *ret_found)
{
	struct search search = { .lower = lower, .lladdr = lladdr };
	int r;

	search.kind = "macvlan";
	r = rtnl_link_dump_kind(rtnl, search.kind, compare, &search);
	search.kind = "macvtap";
	if (r == 0)
		r = rtnl_link_dump_kind(rtnl, search.kind, compare, &search);
	if (r == 0)
		*ret_found = search.found;
	return r;
}

static bool is_learned_elsewhere(struct rtnl *rtnl, unsigned int bridge,
				 unsigned int vlan, unsigned int port,
				 const struct lladdr *lladdr)
{
	struct rtnl_station station;

	return rtnl_station_find(rtnl, bridge, vlan, lladdr, &station) == 0 &&
	       station.ifindex != port && station.is_external;
}

/* An entry that was set without a VLAN is one in each VLAN of the port, and the
 * program may have replaced only that in its own VLAN. */
bool inuse_is_elsewhere(struct rtnl *rtnl, unsigned int bridge,
			unsigned int vlan, unsigned int port,
			const struct lladdr *lladdr)
{
	struct rtnl_link link;

	if (is_learned_elsewhere(rtnl, bridge, 0, port, lladdr))
		return true;
	if (rtnl_link_numbered(rtnl, bridge, &link) < 0 ||
	    !link.vlans.has_filter)
		return false;
	vlan = vlan ? vlan : link.vlans.of_ports;
	return vlan && is_learned_elsewhere(rtnl, bridge, vlan, port, lladdr);
}
