/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lease.c - the table of leases.  It makes no device and ends none.  Look-ups
 * walk the list: that takes some microseconds for a thousand leases, while the
 * kernel takes hundreds to make a device.
 */
#include "daemon/lease/lease.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/policy.h"

_Static_assert(LEASES_MAX == POLICY_LEASES_MAX, "what \"leases\" may say");

void lease_table_init(struct lease_table *table)
{
	TAILQ_INIT(&table->all);
	table->n = 0;
}

void lease_table_clear(struct lease_table *table)
{
	struct lease *lease;

	while ((lease = TAILQ_FIRST(&table->all)) != NULL)
		lease_forget(table, lease);
}

int lease_reserve(struct lease_table *table, struct lease **ret_lease)
{
	struct lease *lease;

	if (table->n == LEASES_MAX)
		return -ENFILE;
	lease = calloc(1, sizeof(*lease));
	if (!lease)
		return -ENOMEM;
	lease->state = LEASE_RESERVED;
	lease->node.watch = -1;
	lease->node.sentry = -EBADF;
	TAILQ_INSERT_TAIL(&table->all, lease, entry);
	table->n++;
	*ret_lease = lease;
	return 0;
}

void lease_forget(struct lease_table *table, struct lease *lease)
{
	TAILQ_REMOVE(&table->all, lease, entry);
	table->n--;
	if (lease->node.sentry >= 0)
		(void)close(lease->node.sentry);
	free(lease);
}

struct lease *lease_numbered(const struct lease_table *table,
			     unsigned int ifindex)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &table->all, entry)
		if (lease->ifindex == ifindex)
			return lease;
	return NULL;
}

struct lease *lease_named(const struct lease_table *table,
			  const struct ifname *ifname)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &table->all, entry)
		if (lease->state != LEASE_RESERVED &&
		    strcmp(lease->ifname.s, ifname->s) == 0)
			return lease;
	return NULL;
}

struct lease *lease_watched(const struct lease_table *table, int watch)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &table->all, entry)
		if (lease->node.watch == watch)
			return lease;
	return NULL;
}

struct lease *lease_after(const struct lease_table *table, unsigned int ifindex,
			  uid_t uid)
{
	struct lease *lease, *next = NULL;

	TAILQ_FOREACH (lease, &table->all, entry) {
		if (lease->state != LEASE_LIVE || lease->ifindex <= ifindex)
			continue;
		if (uid != 0 && lease->facts.uid != uid)
			continue;
		if (!next || lease->ifindex < next->ifindex)
			next = lease;
	}
	return next;
}

static bool is_there(const struct lease *lease, const struct lease_place *place)
{
	if (lease->link_ifindex && place->ifindex)
		return lease->link_ifindex == place->ifindex;
	return strcmp(lease->link.s, place->link->s) == 0;
}

static bool has_lladdr(const struct lease *lease, const struct lladdr *lladdr)
{
	return (facts_has_lladdr(&lease->facts) &&
		lladdr_equal(&lease->facts.lladdr, lladdr)) ||
	       lladdr_equal(&lease->facts.link_lladdr, lladdr);
}

struct lease *lease_with_lladdr(const struct lease_table *table,
				const struct lease_place *place,
				const struct lladdr *lladdr)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &table->all, entry)
		if (lease != place->except && is_there(lease, place) &&
		    has_lladdr(lease, lladdr))
			return lease;
	return NULL;
}

struct peer lease_peer(const struct lease *lease)
{
	const struct lease_groups *groups = &lease->groups;

	return (struct peer){
		.uid = lease->facts.uid,
		.gid = groups->is_known ? groups->gid : POLICY_NO_GROUP,
		.pid = lease->facts.pid,
		.groups = groups->all,
		.n_groups = groups->n,
	};
}

struct usage lease_usage(const struct lease_table *table,
			 const struct label *network, uid_t uid)
{
	struct usage usage = { .of_host = table->n };
	struct lease *lease;

	TAILQ_FOREACH (lease, &table->all, entry) {
		if (strcmp(lease->facts.network.s, network->s) != 0)
			continue;
		usage.of_network++;
		if (lease->facts.uid != uid)
			continue;
		usage.of_user.devices++;
		usage.of_user.queues_total += lease->facts.queues;
	}
	return usage;
}
