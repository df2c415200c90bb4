/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * inuse.c - asks bridge, lower device and links.  Changes nothing.
 */
#include "inuse.h"

#include <errno.h>
#include <linux/if.h>
#include <string.h>

#include "rtnl-station.h"
#include "rtnl.h"

static int find_station(struct rtnl *rtnl, const struct rtnl_link *bridge,
			const struct lladdr *lladdr, struct holder *holder)
{
	struct rtnl_station station;
	struct rtnl_link port;
	int r = rtnl_station_find(rtnl, bridge->ifindex, 0, lladdr, &station);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	holder->ifindex = station.ifindex;
	holder->ifname = bridge->ifname;
	holder->inuse = INUSE_BRIDGE;
	if (station.ifindex == bridge->ifindex)
		return 0;
	r = rtnl_link_numbered(rtnl, station.ifindex, &port);
	if (r == 0)
		holder->ifname = port.ifname;
	holder->inuse = station.is_own	   ? INUSE_PORT
			: station.is_fixed ? INUSE_FIXED
					   : INUSE_LEARNED;
	if (r == -ENODEV) /* gone meanwhile, and its entries with it */
		holder->inuse = INUSE_NOT;
	return r == -ENODEV ? 0 : r;
}

int inuse_find(struct rtnl *rtnl, enum vmtap_kind kind,
	       const struct ifname *link, const struct lladdr *lladdr,
	       struct holder *ret_holder)
{
	struct holder holder = { .inuse = INUSE_NOT };
	struct rtnl_link found;
	int r = rtnl_link_named(rtnl, link, &found);

	if (r == 0 && lladdr_equal(&found.lladdr, lladdr)) {
		holder.inuse = kind == VMTAP_KIND_BRIDGE ? INUSE_BRIDGE
							 : INUSE_LOWER;
		holder.ifindex = found.ifindex;
		holder.ifname = found.ifname;
	} else if (r == 0 && kind == VMTAP_KIND_BRIDGE &&
		   strcmp(found.kind, "bridge") == 0) {
		r = find_station(rtnl, &found, lladdr, &holder);
	}
	if (r < 0 && r != -ENODEV)
		return r;
	*ret_holder = holder;
	return 0;
}

struct search {
	unsigned int lower;
	const char *kind;
	const struct lladdr *lladdr;
	bool answer;
};

static int compare(const struct rtnl_link *link, void *data)
{
	struct search *search = data;

	/* one that is down has no claim: macvlan_open() makes it */
	search->answer |= link->lower == search->lower &&
			  (link->flags & IFF_UP) &&
			  strcmp(link->kind, search->kind) == 0 &&
			  lladdr_equal(&link->lladdr, search->lladdr);
	return 0;
}

int inuse_by_macvlan(struct rtnl *rtnl, unsigned int lower,
		     const struct lladdr *lladdr, bool *ret_answer)
{
	struct search search = { .lower = lower, .lladdr = lladdr };
	int r;

	search.kind = "macvlan";
	r = rtnl_link_dump_kind(rtnl, search.kind, compare, &search);
	search.kind = "macvtap";
	if (r == 0)
		r = rtnl_link_dump_kind(rtnl, search.kind, compare, &search);
	if (r == 0)
		*ret_answer = search.answer;
	return r;
}
