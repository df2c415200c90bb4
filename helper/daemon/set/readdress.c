/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * readdress.c - changes what a grant has made.  Only link and filter depend on a
 * macvtap's address.
 */
#include "daemon/set/readdress.h"

#include <errno.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/event/admit.h"
#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"
#include "link/device.h"
#include "link/fence/attach.h"

/* One message: the kernel sets the address first, and no mark without it. */
static int set_link(const struct state *state, const struct lease *lease,
		    const struct facts *facts, bool has_lladdr)
{
	char alias[RTNL_ALIAS_MAX + 1];
	const struct rtnl_set set = {
		.lladdr = has_lladdr ? &facts->link_lladdr : NULL,
		.alias = alias,
	};

	device_mark(state->host->instance, facts, alias);
	rtnl_begin(state->host->rtnl);
	rtnl_add_set(state->host->rtnl, lease->ifindex, &set);
	return rtnl_commit(state->host->rtnl, NULL);
}

static int explain(const struct state *state, const struct lease *lease, int r,
		   struct error *err)
{
	if (r == -EADDRINUSE)
		return error_set(
			err, VMTAP_E_LLADDR, EADDRINUSE,
			"device %s: another macvlan or macvtap on %s has the address; give the guest another one in the VMM, see 'vmtap mac %s'",
			lease->ifname.s, lease->link.s, lease->facts.network.s);
	return rtnl_refuse(state->host->rtnl, r, err,
			   "the address of device %s cannot be set",
			   lease->ifname.s);
}

/* The filter that the device was granted, with that address.  A device that was
 * granted without one has none. */
static int set_filter(const struct state *state, const struct lease *lease,
		      const struct facts *facts, struct fence *fence,
		      struct error *err)
{
	const struct fence *granted = lease_fence(lease);
	const struct filter_spec filter = {
		.ebpf = state->host->ebpf,
		.kind = lease->facts.kind,
		.ifindex = lease->ifindex,
		.fence = fence,
		.lladdr = &facts->lladdr,
	};

	if (!lease->keep.has_program)
		return 0;
	/* a filter that was granted without this word stays without it */
	if (!granted || (granted->filters & FENCE_MAC))
		fence->filters |= FENCE_MAC;
	else if (fence->filters == 0)
		fence->filters = granted->filters;
	return filter_replace(state->host->rtnl, &filter, err);
}

/* The link's address has changed, but not the filter. */
static void put_back(const struct state *state, struct lease *lease)
{
	if (set_link(state, lease, &lease->facts, true) == 0)
		return;
	audit_forfeited(lease, "its address is not certain");
	expire_lease(state->reaper, state->host, lease);
}

int readdress(const struct state *state, struct lease *lease,
	      const struct facts *facts, struct fence *fence, struct error *err)
{
	struct facts new = *facts;
	int r;

	new.link_lladdr = device_lladdr(new.kind, &new.lladdr);
	r = set_link(state, lease, &new, true);
	if (r < 0)
		return explain(state, lease, r, err);
	r = set_filter(state, lease, &new, fence, err);
	if (r < 0) {
		put_back(state, lease);
		return r;
	}
	/* events of the old address are no meddling */
	lease->tamper.granted = clock_ms();
	lease_leave_instance(lease);
	lease_set_facts(state->leases, lease, &new);
	if (lease->keep.has_program)
		admit_keep(lease, fence);
	return 0;
}

int readdress_mark(const struct state *state, struct lease *lease,
		   const struct facts *facts)
{
	int r = set_link(state, lease, facts, false);

	if (r == 0)
		lease_set_facts(state->leases, lease, facts);
	return r;
}

void readdress_name(const struct state *state, const struct lease *lease)
{
	char altname[MARK_ALTNAME_SIZE];

	mark_altname(&lease->facts, 0, altname);
	rtnl_begin(state->host->rtnl);
	rtnl_add_altname(state->host->rtnl, lease->ifindex, altname);
	(void)rtnl_commit(state->host->rtnl, NULL);
}
