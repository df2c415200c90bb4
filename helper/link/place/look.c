/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * look.c - asks the kernel about the ports of a bridge, and whether the host
 * itself leads out of it.
 */
#include <net/if.h>
#include <string.h>

#include "link/host.h"
#include "link/mark.h"
#include "link/place/place.h"
#include "link/rtnl/address/rtnl-addr.h"

struct look {
	uint32_t instance;
	void (*each)(const struct rtnl_link *port, bool is_ours, void *data);
	void *data;
	struct place_facts *place;
};

/* A dump may have a port twice, and n_ports is then too high: only above 1000
 * ports does it matter, and they come and go one by one. */
static int on_port(const struct rtnl_link *port, void *data)
{
	const struct look *look = data;
	const bool is_ours = mark_is_ours(port, look->instance);
	struct place_facts *place = look->place;

	place->ports.n++;
	if (port->mtu > place->ports.mtu)
		place->ports.mtu = port->mtu;
	if (look->each)
		look->each(port, is_ours, look->data);
	if (is_ours)
		return 0;
	place->ports.n_out++;
	if (!port->has_carrier || !(port->flags & IFF_UP))
		return 0;
	place->ports.n_carrier++;
	place->ports.n_open += !port->stp.is_waiting;
	return 0;
}

struct upper {
	unsigned int ifindex;
	bool is_found;
};

static int on_vlan(const struct rtnl_link *link, void *data)
{
	struct upper *upper = data;

	upper->is_found |= link->lower == upper->ifindex &&
			   strcmp(link->kind, "vlan") == 0;
	return 0;
}

/* The host routes what its guests send, or it is at one end of a VLAN. */
static int ask_host(struct rtnl *rtnl, unsigned int ifindex, bool *ret_has_host)
{
	struct upper upper = { .ifindex = ifindex };
	int r = rtnl_addr_has(rtnl, ifindex, ret_has_host);

	if (r < 0 || *ret_has_host)
		return r;
	r = rtnl_link_dump_kind(rtnl, "vlan", on_vlan, &upper);
	if (r == 0)
		*ret_has_host = upper.is_found;
	return r;
}

int place_look(const struct host *host, unsigned int ifindex,
	       void (*each)(const struct rtnl_link *port, bool is_ours,
			    void *data),
	       void *data, struct place_facts *place)
{
	struct place_facts found = *place;
	struct look look = { host->instance, each, data, &found };
	int r = rtnl_link_dump_ports(host->rtnl, ifindex, on_port, &look);

	if (r == 0 && found.ports.n_open == 0)
		r = ask_host(host->rtnl, ifindex, &found.ports.has_host);
	if (r < 0)
		return r;
	found.ports.is_known = true;
	*place = found;
	return 0;
}
