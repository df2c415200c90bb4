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

/* A grant that was not finished, or an end that was not: nobody has it. */
static void discard(struct adoption *adoption, const struct rtnl_link *link)
{
	struct device device;

	log_info(
		"deleting %s: left over from a grant or an end that was interrupted",
		link->ifname.s);
	device_init(&device);
	device.ifname = link->ifname;
	device.ifindex = link->ifindex;
	device.has_link = true;
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

static int consider(const struct rtnl_link *link, void *data)
{
	struct adoption *adoption = data;
	struct lease *lease;
	struct mark mark;
	int r;

	if (!mark_is_ours(link, adoption->host->instance) ||
	    kind_of(link) == VMTAP_KIND_NONE)
		return 0;
	if (link->group == MARK_DOOMED(MARK_GROUP(adoption->host->instance)) ||
	    mark_parse(link->alias, &mark) < 0 ||
	    mark.instance != adoption->host->instance) {
		discard(adoption, link);
		return 0;
	}
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

/*
 * /proc/locks may miss a lock while others come and go, and whoever makes them
 * come and go must not have a say.  So before a macvtap is condemned its node is
 * opened and asked.  true: nobody has it, and *device holds the descriptor.
 */
static bool is_unheld(const struct lease *lease, struct device *device)
{
	bool is_held = true;
	struct error err;
	dev_t number;
	int fd;

	if (node_number(&lease->ifname, lease->ifindex, &number, &err) < 0 ||
	    node_open_macvtap(lease->ifindex, number, &fd, &err) < 0)
		return true; /* the node is gone, and so will be the link */
	device->fds[device->n_fds++] = fd;
	if (held_probe(fd, lease->ifindex, &is_held) < 0)
		log_warning("%s cannot be asked whether it is held",
			    lease->ifname.s);
	return !is_held;
}

static void expire_unheld(struct adoption *adoption)
{
	const struct host *host = adoption->host;
	struct device device;
	struct lease *lease;

	TAILQ_FOREACH (lease, &adoption->table->all, entry) {
		device_init(&device);
		if (lease->is_held || (lease->kind == VMTAP_KIND_MACVTAP &&
				       !is_unheld(lease, &device))) {
			adoption->kept++;
		} else {
			log_info(
				"deleting %s of uid %u: %s", lease->ifname.s,
				lease->uid,
				lease->kind == VMTAP_KIND_MACVTAP
					? "nobody holds it"
					: "its holder made it persistent or attachable by name");
			expire_lease(adoption->reaper, host, lease);
			adoption->deleted++;
		}
		/* after the link, for then the close takes less time */
		if (device.n_fds > 0)
			reaper_end(adoption->reaper, host->rtnl, &device);
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
	r = held_scan(mark_locked, &adoption);
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
