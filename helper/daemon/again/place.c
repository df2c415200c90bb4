/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * place.c - finds the bridge of a lease by today's policy, and compares the port
 * there with what was granted.
 */
#include "daemon/again/place.h"

#include <errno.h>
#include <string.h>

#include "daemon/event/pinned.h"
#include "daemon/multicast/snooping.h"

/* A network that is not in the policy any more: the bridge of the grant. */
static struct ifname home_of(const struct state *state,
			     const struct lease *lease)
{
	const struct network *network =
		policy_network_named(state->policy, &lease->facts.network);

	return network && network->kind == lease->facts.kind ? network->link
							     : lease->link;
}

/* can: what the kernel knows, if the device is a port. */
static struct port_spec spec_of(const struct lease *lease,
				const struct rtnl_link *bridge,
				const struct rtnl_port *can)
{
	const enum guest guest = lease->facts.guest;

	return (struct port_spec){
		.bridge = bridge,
		.fence = &lease->again.fence,
		.lladdr = facts_has_lladdr(&lease->facts) ? &lease->facts.lladdr
							  : NULL,
		.is_shut = guest == GUEST_UNKNOWN,
		.can = can,
	};
}

static bool has_entry(const struct lease *lease)
{
	return facts_has_lladdr(&lease->facts) &&
	       (lease->again.fence.filters & FENCE_MAC);
}

static int find_home(const struct state *state, struct lease *lease,
		     struct again_place *place)
{
	const struct ifname home = home_of(state, lease);
	struct error err;
	int r;

	place->where = WHERE_LOST;
	lease->again.why = LEASE_LOST_FENCE;
	if (!lease->again.has_fence || !home.s[0])
		return 0;
	lease->again.why = LEASE_LOST_BRIDGE;
	lease->link = home;
	r = rtnl_link_named(state->host->rtnl, &home, &place->bridge);
	if (r == -ENODEV || strcmp(place->bridge.kind, "bridge") != 0)
		return 0;
	if (r < 0)
		return r;
	lease->again.why = LEASE_LOST_VLANS;
	if (port_check(&place->bridge, &lease->again.fence, &err) < 0)
		return 0;
	place->where = WHERE_OFF;
	place->is_anew = place->bridge.ifindex != lease->again.bridge;
	return 0;
}

/* The bridge may have got another name meanwhile. */
static bool is_home(const struct state *state, const struct lease *lease,
		    const struct rtnl_link *master)
{
	const struct ifname home = home_of(state, lease);

	return master->ifindex == lease->again.bridge ||
	       strcmp(master->ifname.s, home.s) == 0;
}

int place_find(const struct state *state, struct lease *lease,
	       const struct rtnl_link *link, struct again_place *ret_place)
{
	struct rtnl *rtnl = state->host->rtnl;
	struct port_spec spec = spec_of(lease, &ret_place->bridge, &link->port);
	int r;

	memset(ret_place, 0, sizeof(*ret_place));
	ret_place->can = link->port;
	if (link->master == 0) {
		/* watch.c does not tell this of a port that it has never seen */
		lease->again.is_off = true;
		return find_home(state, lease, ret_place);
	}
	r = rtnl_link_numbered(rtnl, link->master, &ret_place->bridge);
	if (r < 0)
		return r;
	ret_place->where = is_home(state, lease, &ret_place->bridge)
				   ? WHERE_HOME
				   : WHERE_MOVED;
	if (ret_place->where == WHERE_HOME)
		lease->again.bridge = link->master;
	return lease->again.has_fence
		       ? port_compare(rtnl, link, &spec, &ret_place->found)
		       : 0;
}

int place_join(const struct state *state, struct lease *lease,
	       const struct again_place *place)
{
	struct port_spec spec = spec_of(lease, &place->bridge, NULL);
	int r;

	/* pinned_settle() asks who has the address before it sets the entry */
	spec.is_entry_later = has_entry(lease);
	r = port_join(state->host->rtnl, lease->ifindex, &spec);
	if (r < 0)
		return r;
	lease->link = place->bridge.ifname;
	lease->link_ifindex = lease->again.bridge = place->bridge.ifindex;
	lease->again.is_off = false;
	if (has_entry(lease)) {
		lease->again.entry = LEASE_ENTRY_DOUBTFUL;
		pinned_settle(state, lease);
	}
	snooping_expect(state->snooping, place->bridge.ifindex);
	return 0;
}

int place_repair(const struct state *state, struct lease *lease,
		 const struct again_place *place)
{
	const struct port_spec spec =
		spec_of(lease, &place->bridge, &place->can);
	int r = port_repair(state->host->rtnl, lease->ifindex, &spec,
			    &place->found);

	/* an entry without a VLAN is one in each VLAN that the port has */
	if (r == 0 && has_entry(lease))
		lease->again.entry = LEASE_ENTRY_DOUBTFUL;
	return r;
}
