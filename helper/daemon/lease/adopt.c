/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * adopt.c - links to leases, at the start.  It makes nothing and grants
 * nothing: whatever the policy says now, who holds a device keeps it.
 *
 * Order matters.  First all links with our mark, then a watch on each node,
 * and only then does nodes.c look who holds them (nodes_look()): a holder that
 * goes later is announced by the watch.  A TAP that exists is held.  What a
 * holder did to its device meanwhile is found by watch_changed().
 */
#include "daemon/lease/adopt.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "common/kind.h"
#include "daemon/lease/expire.h"
#include "daemon/log/log.h"
#include "link/mark.h"
#include "link/node/node.h"
#include "link/rtnl/rtnl.h"

struct adoption {
	struct lease_table *table;
	struct reaper *reaper;
	const struct host *host;
};

/* Nobody is to have it.  lower_down: see struct device. */
static void discard(struct adoption *adoption, const struct rtnl_link *link,
		    unsigned int lower_down)
{
	struct device device;

	log_info(
		"deleting %s: its end was interrupted, or its holder changed it",
		link->ifname.s);
	device_init(&device);
	device.ifname = link->ifname;
	device.ifindex = link->ifindex;
	device.has_link = true;
	device.lower_down = lower_down;
	reaper_end(adoption->reaper, adoption->host->rtnl, &device);
}

/* The guest's address tells the link's.  An alias of 0.1's that has neither leaves
 * what is found, which the holder may have changed. */
static struct lladdr link_lladdr_of(const struct rtnl_link *link,
				    const struct mark *mark)
{
	const struct facts *facts = &mark->facts;

	if (mark->has_link_lladdr)
		return facts->link_lladdr;
	return facts_has_lladdr(facts)
		       ? device_lladdr(facts->kind, &facts->lladdr)
		       : link->lladdr;
}

static void fill(struct lease *lease, const struct rtnl_link *link,
		 const struct mark *mark)
{
	lease->state = LEASE_LIVE;
	lease->facts = mark->facts;
	lease->facts.link_lladdr = link_lladdr_of(link, mark);
	lease->ifname = link->ifname;
	lease->ifindex = link->ifindex;
	lease->mtu = link->mtu;
	/* the bridge or lower device, by number until the dump is over */
	lease->link_ifindex = link->master ? link->master : link->lower;
	/* what was taken away while nobody looked is set again */
	if (kind_of(mark->facts.kind)->is_port &&
	    facts_has_lladdr(&mark->facts) && link->port.is_locked)
		lease->bridge_entry = LEASE_ENTRY_DOUBTFUL;
	/* what the holder did while nobody watched is looked for */
	lease->watch.is_marked = lease->watch.is_noted = true;
	lease->tamper.is_settled = true;
}

/*
 * A link of our group whose alias says nothing is one of a grant that was not
 * finished: nobody holds it.  But another version may have written the alias,
 * or the administrator changed it, and then somebody may: so it is a lease like
 * the others until nodes.c has looked, and root's if it stays.
 */
static const struct mark unreadable = {
	.facts = { .queues = 1, .network = { "unreadable" } },
};

static int consider(const struct rtnl_link *link, void *data)
{
	struct adoption *adoption = data;
	const struct kind *kind = kind_of_link(link->kind);
	uint32_t instance = adoption->host->instance;
	struct mark mark = unreadable;
	struct lease *lease;
	int r;

	if (!mark_is_ours(link, instance) || !kind ||
	    lease_numbered(adoption->table, link->ifindex))
		return 0;
	r = mark_parse(link->alias, &mark);
	/* doomed; or kept by its holder beyond its lease, which watch.c would
	 * have ended */
	if (link->group == MARK_DOOMED(MARK_GROUP(instance)) ||
	    link->is_persistent || link->has_owner) {
		discard(adoption, link, mark.facts.lower_down);
		return 0;
	}
	if (r < 0 && link->alias[0])
		log_warning(
			"the alias of %s cannot be read: if somebody holds it, it is root's now, on network \"%s\"",
			link->ifname.s, mark.facts.network.s);
	r = lease_reserve(adoption->table, &lease);
	if (r < 0)
		return r;
	mark.facts.kind = kind->kind;
	if (!mark.facts.since && mark.facts.queues < link->queues)
		mark.facts.queues = link->queues; /* nobody knows better */
	fill(lease, link, &mark);
	return 0;
}

/* A grant sets its macvtap up last, and the alias before that. */
static bool is_unfinished(const struct host *host, const struct lease *lease)
{
	struct rtnl_link link;

	return rtnl_link_numbered(host->rtnl, lease->ifindex, &link) == 0 &&
	       !link.alias[0] && !(link.flags & IFF_UP);
}

/* What a dump does not tell: names of other links, and the node. */
static void complete(struct reaper *reaper, const struct host *host,
		     struct lease *lease)
{
	struct rtnl_link below;
	struct error err;

	if (rtnl_link_numbered(host->rtnl, lease->link_ifindex, &below) == 0)
		lease->link = below.ifname;
	if (!kind_of(lease->facts.kind)->has_node)
		return;
	if (node_number(&lease->ifname, lease->ifindex, &lease->node.number,
			&err) == 0 &&
	    node_watch(host->inotify, lease->ifindex, lease->node.number,
		       &lease->node.watch, &err) == 0) {
		lease->node.rechecks = LEASE_RECHECKS;
		return;
	}
	if (is_unfinished(host, lease)) { /* udev had not given us its node */
		log_info("deleting %s: its grant was interrupted",
			 lease->ifname.s);
		expire_lease(reaper, host, lease);
		return;
	}
	/* never delete what may be in use */
	log_warning("the end of %s will not be noticed: %s", lease->ifname.s,
		    err.text);
}

int adopt(struct lease_table *table, struct reaper *reaper,
	  const struct host *host, struct error *err)
{
	struct adoption adoption = {
		.table = table,
		.reaper = reaper,
		.host = host,
	};
	struct lease *lease;
	int r;

	r = rtnl_link_dump(host->rtnl, consider, &adoption);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the links cannot be listed: %s",
				 strerror(-r));
	TAILQ_FOREACH (lease, &table->all, entry)
		complete(reaper, host, lease);
	if (table->n > 0)
		log_info("adopted %u devices", table->n);
	return 0;
}
