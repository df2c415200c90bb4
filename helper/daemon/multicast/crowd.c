/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * crowd.c - ends the devices that have joined too many groups, and lets a bridge
 * snoop again.
 */
#include "daemon/multicast/crowd.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"
#include "daemon/log/log.h"
#include "link/fence/port.h"

#define BRIDGES_MAX 256 /* that vmtapd keeps in mind */
#define ENDS_AT_ONCE 32 /* devices of a bridge, in a look */

/* ---- bridges ---------------------------------------------------------- */

struct bridge *crowd_find(struct crowd *crowd, unsigned int ifindex)
{
	struct bridge *bridge;

	TAILQ_FOREACH (bridge, &crowd->bridges, entry)
		if (bridge->ifindex == ifindex)
			break;
	return bridge;
}

void crowd_forget(struct crowd *crowd, struct bridge *bridge)
{
	TAILQ_REMOVE(&crowd->bridges, bridge, entry);
	crowd->n_bridges--;
	free(bridge);
}

void crowd_expect(struct crowd *crowd, unsigned int ifindex)
{
	struct bridge *bridge = crowd_find(crowd, ifindex);

	if (bridge) {
		TAILQ_REMOVE(&crowd->bridges, bridge, entry);
		TAILQ_INSERT_HEAD(&crowd->bridges, bridge, entry);
		return;
	}
	bridge = calloc(1, sizeof(*bridge));
	if (!bridge)
		return;
	bridge->ifindex = ifindex;
	bridge->blamed = LOG_NO_UID;
	TAILQ_INSERT_HEAD(&crowd->bridges, bridge, entry);
	if (++crowd->n_bridges > BRIDGES_MAX)
		crowd_forget(crowd, TAILQ_LAST(&crowd->bridges, bridges));
}

/* ---- who has joined too many ------------------------------------------ */

void crowd_begin(void *data)
{
	struct crowd *crowd = data;
	struct bridge *bridge;
	struct lease *lease;

	TAILQ_FOREACH (lease, &crowd->state->leases->all, entry)
		lease->multicast.n = 0;
	TAILQ_FOREACH (bridge, &crowd->bridges, entry)
		bridge->total = bridge->held = 0;
}

void crowd_count(const struct rtnl_group *group, void *data)
{
	struct crowd *crowd = data;
	struct bridge *bridge = crowd_find(crowd, group->bridge);
	struct lease *lease = lease_numbered(crowd->state->leases, group->port);
	bool is_live = lease && lease->state == LEASE_LIVE;

	if (!bridge)
		return;
	/* a guest is not to blame for the sources that another one wants, nor
	 * for what the administrator set */
	if (is_live && !group->is_added && !group->is_set) {
		lease->multicast.bridge = bridge->ifindex;
		lease->multicast.n++;
	}
	bridge->total += group->is_first;
	bridge->held += group->is_first && group->port && (!lease || is_live);
}

static int by_uid(const void *a, const void *b)
{
	const struct lease *const *one = a, *const *other = b;

	return ((*one)->facts.uid > (*other)->facts.uid) -
	       ((*one)->facts.uid < (*other)->facts.uid);
}

/* The devices on bridge that have groups, those of a user together. */
static size_t gather(struct crowd *crowd, const struct bridge *bridge)
{
	struct lease *lease;
	size_t n = 0;

	TAILQ_FOREACH (lease, &crowd->state->leases->all, entry)
		if (lease->multicast.n > 0 &&
		    lease->multicast.bridge == bridge->ifindex)
			crowd->leases[n++] = lease;
	qsort(crowd->leases, n, sizeof(crowd->leases[0]), by_uid);
	for (size_t i = 0; i < n; i++)
		crowd->members[i] = (struct share_member){
			.uid = crowd->leases[i]->facts.uid,
			.n = crowd->leases[i]->multicast.n,
		};
	return n;
}

/*
 * The link goes when it is the user's turn (backlog.h), and until then the
 * groups would leave no room for others.  So they go at once, as far as the
 * kernel can do that, and no frame of the guest passes any more.
 */
static void shut(struct rtnl *rtnl, const struct lease *lease)
{
	if (facts_has_lladdr(&lease->facts))
		(void)port_forget_station(rtnl, lease->ifindex,
					  &lease->facts.lladdr, 0);
	(void)port_close(rtnl, lease->ifindex);
	(void)rtnl_groups_flush(rtnl, lease->multicast.bridge, lease->ifindex);
}

static void revoke(const struct state *state, struct lease *lease)
{
	shut(state->host->rtnl, lease);
	audit_forfeited(
		lease,
		"its guest joined more multicast groups than its user's share of what the bridge has room for");
	expire_lease(state->reaper, state->host, lease);
}

/* Returns whether the bridge is as crowded as before, with nobody to blame. */
static bool end_devices(struct crowd *crowd, struct bridge *bridge)
{
	struct share_bridge share = {
		.members = crowd->members,
		.total = bridge->held,
		.room = bridge->room,
	};

	/* where the administrator turned snooping off, the groups are old */
	if (!share_is_crowded(&share) || (!bridge->is_on && !bridge->is_off))
		return false;
	share.n_members = gather(crowd, bridge);
	for (unsigned int n = 0; n < ENDS_AT_ONCE; n++) {
		size_t i = share_exceeded(&share);

		if (i == share.n_members)
			return n == 0;
		bridge->blamed = crowd->leases[i]->facts.uid;
		revoke(crowd->state, crowd->leases[i]);
		/* two devices can have the same group */
		share.total -= crowd->members[i].n < share.total
				       ? crowd->members[i].n
				       : share.total;
		crowd->members[i].n = 0;
		crowd->is_due = true;
	}
	return false;
}

/* ---- a bridge --------------------------------------------------------- */

static void tell_crowded(struct bridge *bridge, bool is_crowded)
{
	const char *name = bridge->ifname.s;

	if (is_crowded && !bridge->is_crowded)
		log_client(
			LOG_NO_UID,
			"the bridge %s knows %u multicast groups and stops snooping if there are more than %u; no user of vmtapd has more than a share of them; the administrator can give it more room with 'ip link set %s type bridge mcast_hash_max %u'",
			name, bridge->held, bridge->room, name,
			2 * bridge->room);
	bridge->is_crowded = is_crowded;
}

static void snoop_again(struct crowd *crowd, struct bridge *bridge)
{
	int r;

	if (bridge->total >= bridge->room) {
		/* the next group would end it again */
		crowd->is_due = true;
		crowd->waits += crowd->waits < CROWD_WAITS_MAX;
		return;
	}
	r = rtnl_groups_snoop(crowd->state->host->rtnl, bridge->ifindex);
	bridge->is_off = false;
	bridge->was_on = r == 0;
	log_lease(
		bridge->blamed, r < 0 ? LOG_ERR : LOG_WARNING,
		"bridge %s: it had no room for another multicast group and stopped snooping; %s%s",
		bridge->ifname.s,
		r < 0 ? "that cannot be turned on again: "
		      : "that is turned on again",
		r < 0 ? strerror(-r) : "");
}

void crowd_judge(struct crowd *crowd, struct bridge *bridge)
{
	/* an administrator who turned it off had no need of a full bridge */
	bridge->is_off =
		!bridge->is_on &&
		(bridge->is_off || (bridge->was_on && bridge->can_be_full));
	bridge->was_on = bridge->is_on;
	tell_crowded(bridge, end_devices(crowd, bridge));
	if (bridge->is_off)
		snoop_again(crowd, bridge);
}
