/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * adopt.c - links to leases, at the start.  It makes nothing and grants
 * nothing: whatever the policy says now, who holds a device keeps it.
 *
 * Order matters.  First all links with our mark, then a watch on each node,
 * and only then the locks: a holder that goes after the look at the locks is
 * announced by the watch.
 */
#include "adopt.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>

#include "expire.h"
#include "log.h"
#include "mark.h"
#include "node.h"
#include "rtnl.h"

struct adoption {
	struct lease_table *table;
	struct reaper *reaper;
	const struct host *host;
	unsigned int kept;
	unsigned int deleted;
};

/* An end that was not finished.  lower_down: see struct device. */
static void discard(struct adoption *adoption, const struct rtnl_link *link,
		    unsigned int lower_down)
{
	struct device device;

	log_info("deleting %s: its end was interrupted", link->ifname.s);
	device_init(&device);
	device.ifname = link->ifname;
	device.ifindex = link->ifindex;
	device.has_link = true;
	device.lower_down = lower_down;
	reaper_end(adoption->reaper, adoption->host->rtnl, &device);
	adoption->deleted++;
}

static enum vmtap_kind kind_of(const struct rtnl_link *link)
{
	if (strcmp(link->kind, "tun") == 0)
		return VMTAP_KIND_BRIDGE;
	if (strcmp(link->kind, "macvtap") == 0)
		return VMTAP_KIND_MACVTAP;
	return VMTAP_KIND_NONE;
}

static void fill(struct lease *lease, const struct rtnl_link *link,
		 const struct mark *mark)
{
	lease->state = LEASE_LIVE;
	lease->uid = mark->uid;
	lease->pid = mark->pid;
	lease->since = mark->since;
	lease->network = mark->network;
	lease->vm = mark->vm;
	lease->has_lladdr = mark->has_lladdr;
	lease->lladdr = mark->lladdr;
	lease->kind = kind_of(link);
	lease->mode = mark->mode;
	lease->ifname = link->ifname;
	lease->ifindex = link->ifindex;
	lease->lower_down = mark->lower_down;
	lease->mtu = link->mtu;
	lease->queues = mark->queues;
	lease->vnet_hdr_size = mark->vnet_hdr_size;
	/* a TAP exists as long as it is held, unless its holder tampered with
	 * it: then it ends, held or not, as watch.c would have ended it */
	lease->is_held = lease->kind == VMTAP_KIND_BRIDGE &&
			 !link->is_persistent && !link->has_owner;
	/* the bridge or lower device, by number until the dump is over */
	lease->link_ifindex = link->master ? link->master : link->lower;
}

/*
 * A link of our group whose alias says nothing is one of a grant that was not
 * finished: nobody holds it.  But another version may have written the alias,
 * or the administrator changed it, and then somebody may: so it is a lease like
 * the others until the locks have been looked at, and root's if it stays.
 */
static const struct mark unreadable = {
	.queues = 1,
	.network = { "unreadable" },
};

static int consider(const struct rtnl_link *link, void *data)
{
	struct adoption *adoption = data;
	uint32_t instance = adoption->host->instance;
	struct mark mark = unreadable;
	struct lease *lease;
	int r;

	if (!mark_is_ours(link, instance) || kind_of(link) == VMTAP_KIND_NONE ||
	    lease_numbered(adoption->table, link->ifindex))
		return 0;
	r = mark_parse(link->alias, &mark);
	if (link->group == MARK_DOOMED(MARK_GROUP(instance))) {
		discard(adoption, link, mark.lower_down);
		return 0;
	}
	if (r < 0 && link->alias[0])
		log_warning(
			"the alias of %s cannot be read: on network \"%s\" of root's, if somebody holds it",
			link->ifname.s, mark.network.s);
	r = lease_reserve(adoption->table, &lease);
	if (r == 0)
		fill(lease, link, &mark);
	return r;
}

/* What a dump does not tell: names of other links, and the node. */
static void complete(struct adoption *adoption, struct lease *lease)
{
	const struct host *host = adoption->host;
	struct rtnl_link below;
	struct held held;
	struct error err;
	dev_t number;

	if (rtnl_link_numbered(host->rtnl, lease->link_ifindex, &below) == 0)
		lease->link = below.ifname;
	if (lease->kind != VMTAP_KIND_MACVTAP)
		return;
	if (node_number(&lease->ifname, lease->ifindex, &number, &err) < 0 ||
	    node_watch(host->inotify, lease->ifindex, &lease->watch, &err) <
		    0 ||
	    node_file(lease->ifindex, number, &held, &err) < 0) {
		/* never delete what may be in use, now or when something else
		 * at that path is closed */
		if (lease->watch >= 0)
			(void)inotify_rm_watch(host->inotify, lease->watch);
		lease->watch = -1;
		log_warning("the end of %s will not be noticed: %s",
			    lease->ifname.s, err.text);
		lease->is_held = true;
		return;
	}
	lease->node.dev = held.dev;
	lease->node.ino = held.ino;
}

static void mark_locked(const struct held *held, void *data)
{
	struct adoption *adoption = data;
	struct lease *lease = lease_numbered(adoption->table, held->ifindex);

	if (lease && lease->kind == VMTAP_KIND_MACVTAP &&
	    lease->node.dev == held->dev && lease->node.ino == held->ino)
		lease->is_held = true;
}

static bool has_unheld(const struct lease_table *table)
{
	const struct lease *lease;

	TAILQ_FOREACH (lease, &table->all, entry)
		if (!lease->is_held)
			return true;
	return false;
}

/*
 * Whoever locks and unlocks files all the time can hide a lock from one scan,
 * see held.c, and here the guests of a whole host are at stake: so look again
 * before anything is deleted.
 */
#define LOOKS_MAX 8

static int look_at_locks(struct adoption *adoption)
{
	unsigned int looks = 0;
	int r;

	do
		r = held_scan(mark_locked, adoption);
	while (r == 0 && ++looks < LOOKS_MAX && has_unheld(adoption->table));
	return r;
}

static void expire_unheld(struct adoption *adoption)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &adoption->table->all, entry) {
		if (lease->is_held) {
			adoption->kept++;
			continue;
		}
		log_info("deleting %s of uid %u: nobody holds it",
			 lease->ifname.s, lease->uid);
		expire_lease(adoption->reaper, adoption->host, lease);
		adoption->deleted++;
	}
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
	r = look_at_locks(&adoption);
	if (r < 0)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"/proc/locks cannot be read: %s; vmtapd needs /proc, and not ProcSubset=pid",
			strerror(-r));
	expire_unheld(&adoption);
	if (adoption.kept + adoption.deleted > 0)
		log_info("adopted %u devices, deleted %u", adoption.kept,
			 adoption.deleted);
	return 0;
}
