/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lease.c - the table of leases.  It makes no device and ends none.  Only
 * look-ups by name, one for a request, walk all leases.
 */
#include "daemon/lease/lease.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/policy.h"

_Static_assert(LEASES_MAX == POLICY_LEASES_MAX, "what \"leases\" may say");

/* The address of an adopted device without a name may be that of any number; a
 * VM's name or the client chose all other addresses. */
#define INSTANCE_ANY 0U
#define INSTANCE_NONE UINT_MAX

void lease_table_init(struct lease_table *table)
{
	*table = (struct lease_table){ 0 };
	TAILQ_INIT(&table->all);
	RB_INIT(&table->numbers);
	RB_INIT(&table->watches);
	RB_INIT(&table->owners);
	RB_INIT(&table->lladdrs);
	RB_INIT(&table->tallies);
}

void lease_table_clear(struct lease_table *table)
{
	struct lease *lease;

	while ((lease = TAILQ_FIRST(&table->all)) != NULL)
		lease_forget(table, lease);
}

/* ---- indexes ---------------------------------------------------------- */

static uint64_t key_of_owner(uid_t uid, unsigned int ifindex)
{
	return (uint64_t)uid << 32 | ifindex;
}

static uint64_t key_of_lladdr(const struct lladdr *lladdr)
{
	uint64_t key = 0;

	for (unsigned int i = 0; i < LLADDR_LEN; i++)
		key = key << 8 | lladdr->b[i];
	return key;
}

void lease_set_number(struct lease_table *table, struct lease *lease,
		      unsigned int ifindex)
{
	struct lease_indexed *indexed = &lease->indexed;

	lease->ifindex = ifindex;
	index_put(&table->numbers, &indexed->by_number, ifindex);
	index_put(&table->owners, &indexed->by_owner,
		  ifindex ? key_of_owner(lease->facts.uid, ifindex) : 0);
}

void lease_set_watch(struct lease_table *table, struct lease *lease, int watch)
{
	lease->node.watch = watch;
	index_put(&table->watches, &lease->indexed.by_watch,
		  watch < 0 ? 0 : (uint64_t)watch + 1);
}

void lease_set_facts(struct lease_table *table, struct lease *lease,
		     const struct facts *facts)
{
	struct lease_indexed *indexed = &lease->indexed;

	lease->facts = *facts;
	index_put(&table->lladdrs, &indexed->by_lladdr,
		  facts_has_lladdr(facts) ? key_of_lladdr(&facts->lladdr) : 0);
	index_put(&table->lladdrs, &indexed->by_link_lladdr,
		  key_of_lladdr(&facts->link_lladdr));
}

/* In each index, leases with the same key are in order of reservation. */
static void init_indexed(struct lease_table *table, struct lease *lease)
{
	struct lease_indexed *indexed = &lease->indexed;
	struct index_entry *const all[] = {
		&indexed->by_number,	  &indexed->by_watch,
		&indexed->by_owner,	  &indexed->by_lladdr,
		&indexed->by_link_lladdr,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		all[i]->order = table->reserved++;
		all[i]->lease = lease;
	}
	indexed->instance = INSTANCE_NONE;
}

/* ---- add and take away ------------------------------------------------ */

static int count(struct lease_table *table, struct lease *lease,
		 const struct facts *facts)
{
	struct lease_indexed *indexed = &lease->indexed;

	indexed->of_network = tally_add(&table->tallies, &facts->network,
					TALLY_ALL, facts->queues);
	if (!indexed->of_network)
		return -ENOMEM;
	indexed->of_user = tally_add(&table->tallies, &facts->network,
				     facts->uid, facts->queues);
	if (indexed->of_user) {
		indexed->of_user->held += facts->hold.is_on;
		return 0;
	}
	tally_take(&table->tallies, indexed->of_network, facts->queues);
	return -ENOMEM;
}

void lease_leave_instance(struct lease *lease)
{
	struct lease_indexed *indexed = &lease->indexed;

	if (indexed->instance < indexed->of_user->instance)
		indexed->of_user->instance = indexed->instance;
	indexed->instance = INSTANCE_NONE;
}

static void discount(struct lease_table *table, struct lease *lease)
{
	struct lease_indexed *indexed = &lease->indexed;

	lease_leave_instance(lease);
	indexed->of_user->held -= lease->facts.hold.is_on;
	tally_take(&table->tallies, indexed->of_user, lease->facts.queues);
	tally_take(&table->tallies, indexed->of_network, lease->facts.queues);
}

void lease_set_leaving(struct lease *lease, bool is_leaving)
{
	const struct tally device = {
		.queues = lease->facts.queues,
		.held = lease->facts.hold.is_on,
	};

	if (lease->is_leaving == is_leaving)
		return;
	lease->is_leaving = is_leaving;
	tally_leave(lease->indexed.of_user, &device, is_leaving);
	tally_leave(lease->indexed.of_network, &device, is_leaving);
}

int lease_reserve(struct lease_table *table, const struct facts *facts,
		  struct lease **ret_lease)
{
	struct lease *lease;

	if (table->n == LEASES_MAX)
		return -ENFILE;
	lease = calloc(1, sizeof(*lease));
	if (!lease || count(table, lease, facts) < 0) {
		free(lease);
		return -ENOMEM;
	}
	lease->state = LEASE_RESERVED;
	lease->node.watch = -1;
	lease->node.sentry = -EBADF;
	init_indexed(table, lease);
	lease_set_facts(table, lease, facts);
	TAILQ_INSERT_TAIL(&table->all, lease, entry);
	table->n++;
	*ret_lease = lease;
	return 0;
}

void lease_forget(struct lease_table *table, struct lease *lease)
{
	struct lease_indexed *indexed = &lease->indexed;

	lease_set_leaving(lease, false);
	lease_set_number(table, lease, 0);
	lease_set_watch(table, lease, -1);
	index_put(&table->lladdrs, &indexed->by_lladdr, 0);
	index_put(&table->lladdrs, &indexed->by_link_lladdr, 0);
	discount(table, lease);
	TAILQ_REMOVE(&table->all, lease, entry);
	table->n--;
	if (lease->node.sentry >= 0)
		(void)close(lease->node.sentry);
	free(lease);
}

/* ---- find ------------------------------------------------------------- */

struct lease *lease_numbered(const struct lease_table *table,
			     unsigned int ifindex)
{
	struct index_entry *found = index_from(&table->numbers, ifindex);

	return found && found->key == ifindex ? found->lease : NULL;
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
	const uint64_t key = (uint64_t)watch + 1;
	struct index_entry *found;

	if (watch < 0)
		return NULL;
	found = index_from(&table->watches, key);
	return found && found->key == key ? found->lease : NULL;
}

struct lease *lease_after(const struct lease_table *table, unsigned int ifindex,
			  uid_t uid)
{
	const uint64_t key = uid ? key_of_owner(uid, ifindex) : ifindex;
	struct index_entry *next =
		index_from(uid ? &table->owners : &table->numbers, key + 1);

	for (; next && (uid == 0 || next->lease->facts.uid == uid);
	     next = index_next(next))
		if (next->lease->state == LEASE_LIVE)
			return next->lease;
	return NULL;
}

static bool is_there(const struct lease *lease, const struct lease_place *place)
{
	if (lease->link_ifindex && place->ifindex)
		return lease->link_ifindex == place->ifindex;
	return strcmp(lease->link.s, place->link->s) == 0;
}

struct lease *lease_with_lladdr(const struct lease_table *table,
				const struct lease_place *place,
				const struct lladdr *lladdr)
{
	const uint64_t key = key_of_lladdr(lladdr);
	struct index_entry *found;

	/* each link may have it once */
	for (found = index_from(&table->lladdrs, key);
	     found && found->key == key; found = index_next(found))
		if (found->lease != place->except &&
		    is_there(found->lease, place))
			return found->lease;
	return NULL;
}

struct peer lease_peer(const struct lease *lease)
{
	const struct lease_groups *groups = &lease->groups;

	return (struct peer){
		.uid = lease->facts.uid,
		.kernel_uid = lease->facts.uid,
		.gid = groups->is_known ? groups->gid : POLICY_NO_GROUP,
		.pid = lease->facts.pid,
		.groups = groups->all,
		.n_groups = groups->n,
	};
}

unsigned int lease_instance(const struct lease_table *table,
			    const struct label *network, uid_t uid)
{
	const struct tally *tally = tally_find(&table->tallies, network, uid);

	return tally ? tally->instance : 0;
}

void lease_set_instance(struct lease *lease, unsigned int instance)
{
	lease_note_instance(lease, instance);
	lease->indexed.of_user->instance = instance + 1;
}

void lease_note_instance(struct lease *lease, unsigned int instance)
{
	lease->indexed.instance = instance;
}

void lease_doubt_instance(struct lease *lease)
{
	lease->indexed.instance = INSTANCE_ANY;
}

struct usage lease_usage(const struct lease_table *table,
			 const struct label *network, uid_t uid)
{
	const struct tally *of_user = tally_find(&table->tallies, network, uid);
	const struct tally *of_network =
		tally_find(&table->tallies, network, TALLY_ALL);
	struct usage usage = { .of_host = table->n };

	if (of_network)
		usage.of_network = of_network->devices;
	if (of_user) {
		usage.of_user.devices = of_user->devices;
		usage.of_user.queues_total = of_user->queues;
		usage.of_user.held = of_user->held;
	}
	return usage;
}

unsigned int lease_n_leaving(const struct lease_table *table,
			     const struct label *network)
{
	const struct tally *tally =
		tally_find(&table->tallies, network, TALLY_ALL);

	return tally ? tally->devices_leaving : 0;
}

struct usage lease_usage_staying(const struct lease_table *table,
				 const struct label *network, uid_t uid)
{
	const struct tally *of_user = tally_find(&table->tallies, network, uid);
	struct usage usage = lease_usage(table, network, uid);

	usage.of_network -= lease_n_leaving(table, network);
	if (of_user) {
		usage.of_user.devices -= of_user->devices_leaving;
		usage.of_user.queues_total -= of_user->queues_leaving;
		usage.of_user.held -= of_user->held_leaving;
	}
	return usage;
}
