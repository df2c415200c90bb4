/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * adopt.c - turns links into leases at the start.  It makes no device and
 * grants none.  A holder keeps its device, even if the policy now refuses it.
 *
 * Order matters: dump all links with our mark, then watch each node, and only
 * then let nodes.c look which of them are held (nodes_look()).  If a holder
 * goes after that, the watch tells.  A TAP that exists is held
 * by somebody, or held by name: hold.c looks when that ends.
 * watch_changed() undoes what a holder did to its device meanwhile.  Events of
 * links are subscribed to before the dump, and tell what comes after it.
 */
#include "daemon/lease/adopt.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "common/kind.h"
#include "daemon/event/tamper.h"
#include "daemon/lease/expire.h"
#include "daemon/log/log.h"
#include "link/mark.h"
#include "link/node/node.h"
#include "link/rtnl/rtnl.h"

/* Names of bridges and lower devices, by number: many devices are on one, and
 * the kernel chose the order in which it listed them. */
#define BELOW_MAX 256
struct below {
	unsigned int ifindex;
	struct ifname ifname;
};

struct adoption {
	struct lease_table *table;
	struct reaper *reaper;
	const struct host *host;
	struct below below[BELOW_MAX];
};

/* Delete a link that no user is to have.  facts: what its alias says. */
static void discard(struct adoption *adoption, const struct rtnl_link *link,
		    const struct facts *facts)
{
	struct device device;

	log_info(
		"deleting %s: its end was interrupted, or its holder changed it",
		link->ifname.s);
	device_init(&device);
	device.ifname = link->ifname;
	device.ifindex = link->ifindex;
	device.has_link = true;
	device.lower_down = facts->lower_down;
	reaper_end(adoption->reaper, adoption->host->rtnl, facts->uid, &device);
}

/* The link's address follows from the guest's.  An alias of version 0.1 may
 * have neither; then take the address of the link, which the holder may have
 * changed. */
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
	lease->kernel_uid = mark->facts.uid;
	lease->ifname = link->ifname;
	lease->mtu = link->mtu;
	lease->is_up = link->flags & IFF_UP;
	lease->has_carrier = link->has_carrier;
	/* a port that learns is locked by MAB alone; without it, it was shut */
	if (mark->facts.guest == GUEST_LEARNING &&
	    (link->port.has & RTNL_PORT_LOCKED) &&
	    !(link->port.has & (RTNL_PORT_MAB | RTNL_PORT_LEARNING)))
		lease->facts.guest = GUEST_UNKNOWN;
	/* the bridge or lower device; complete() finds its name */
	lease->link_ifindex = link->master ? link->master : link->lower;
	/* the bridge's entry may have gone while no daemon ran: set it again */
	if (kind_of(mark->facts.kind)->is_port &&
	    facts_has_lladdr(&mark->facts) &&
	    (link->port.has & RTNL_PORT_LOCKED))
		lease->again.entry = LEASE_ENTRY_DOUBTFUL;
	if (!mark->facts.vm.s[0])
		lease_doubt_instance(lease);
	lease->watch.is_marked = true;
	/* what the holder changed while no daemon ran */
	lease->watch.is_noted = !tamper_is_as_granted(lease, link);
	lease->tamper.is_settled = true;
}

/*
 * A link of our group without a readable alias mostly comes from a grant that
 * was interrupted, and nobody holds it.  But another version may have written
 * the alias, or the administrator may have changed it, and then the link may be
 * held.  So it becomes a lease until nodes.c has looked; if it stays, it is
 * root's.
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
	int r = mark_parse(link->alias, &mark);

	if (!mark_is_of(link, r == 0 ? &mark : NULL, instance) || !kind ||
	    lease_numbered(adoption->table, link->ifindex))
		return 0;
	/* delete it if it was doomed, or if its holder made it outlive its
	 * descriptors, or gave away one that outlives them: watch.c would have
	 * ended that lease */
	if (link->group == MARK_DOOMED(MARK_GROUP(instance)) ||
	    link->is_persistent != mark.facts.hold.is_on ||
	    !tamper_is_owned(&mark.facts, link)) {
		discard(adoption, link, &mark.facts);
		return 0;
	}
	if (r < 0 && link->alias[0])
		log_warning(
			"the alias of %s cannot be read: if somebody holds it, it is root's now, on network \"%s\"",
			link->ifname.s, mark.facts.network.s);
	mark.facts.kind = kind->kind;
	mark.facts.link_lladdr = link_lladdr_of(link, &mark);
	if (!mark.facts.since && mark.facts.queues < link->queues)
		mark.facts.queues = link->queues; /* the best guess */
	r = lease_reserve(adoption->table, &mark.facts, &lease);
	if (r < 0)
		return r;
	lease_set_number(adoption->table, lease, link->ifindex);
	fill(lease, link, &mark);
	return 0;
}

/* A grant sets the alias of its macvtap, and sets the link up last. */
static bool is_unfinished(const struct host *host, const struct lease *lease)
{
	struct rtnl_link link;

	return rtnl_link_numbered(host->rtnl, lease->ifindex, &link) == 0 &&
	       !link.alias[0] && !(link.flags & IFF_UP);
}

static void find_below(struct adoption *adoption, struct lease *lease)
{
	const unsigned int ifindex = lease->link_ifindex;
	struct below *below = &adoption->below[ifindex % BELOW_MAX];
	struct rtnl_link link;

	if (below->ifindex != ifindex) {
		if (rtnl_link_numbered(adoption->host->rtnl, ifindex, &link) <
		    0)
			return;
		*below = (struct below){ link.ifindex, link.ifname };
	}
	lease->link = below->ifname;
}

/* Find what a dump does not tell: the name of the link below, and the node. */
static void complete(struct adoption *adoption, struct lease *lease)
{
	const struct host *host = adoption->host;
	struct error err;
	int watch;

	find_below(adoption, lease);
	if (!kind_of(lease->facts.kind)->has_node)
		return;
	if (node_number(&lease->ifname, lease->ifindex, &lease->node.number,
			&err) == 0 &&
	    node_watch(host->inotify, lease->ifindex, lease->node.number,
		       &watch, &err) == 0) {
		lease_set_watch(adoption->table, lease, watch);
		lease->node.rechecks = LEASE_RECHECKS;
		return;
	}
	if (is_unfinished(host, lease)) { /* it waited for udev */
		log_info("deleting %s: its grant was interrupted",
			 lease->ifname.s);
		expire_lease(adoption->reaper, host, lease);
		return;
	}
	/* keep the device: it may be in use */
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
		complete(&adoption, lease);
	if (table->n > 0)
		log_info("adopted %u device%s", table->n,
			 table->n == 1 ? "" : "s");
	return 0;
}
