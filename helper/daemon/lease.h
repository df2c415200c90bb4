/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lease.h - who has which device.
 *
 * A lease begins before its device is made (RESERVED), so that a device never
 * exists without an owner on record and limits hold at every moment.  It is
 * LIVE once the descriptors have left, ENDING once the device is doomed, and
 * forgotten only when the kernel says that the link is gone.  One that is RESERVED
 * belongs to its grant alone, which may wait (pending.h): nobody else ends or
 * forgets it, and nobody is told of its device.
 */
#ifndef VMTAP_LEASE_H
#define VMTAP_LEASE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "common/ifname.h"
#include "common/label.h"
#include "common/lladdr.h"
#include "common/peer.h"
#include "vmtap.h"

/* All users, all networks: what we are willing to remember. */
#define LEASES_MAX 4096
/* How often it is looked if a macvtap is held still, see watch.c. */
#define LEASE_RECHECKS 6

#define LEASE_GROUPS_MAX 32 /* kept for a reload; of more, none */

/* Addresses that one guest may try in vain; then it may send nothing more. */
#define LEASE_REFUSALS_MAX 16
/* Frames from these, in so many seconds; and then as well. */
#define LEASE_REPEATS_MAX 500
#define LEASE_REPEATS_SECONDS 10

enum lease_state { LEASE_RESERVED, LEASE_LIVE, LEASE_ENDING };

struct lease {
	TAILQ_ENTRY(lease) entry;
	enum lease_state state;

	/* who and what for */
	uid_t uid;
	pid_t pid;
	char comm[PEER_COMM_SIZE]; /* "": adopted, or not known */
	bool has_groups; /* false: adopted, or too many to keep */
	gid_t gid;
	unsigned int n_groups;
	gid_t groups[LEASE_GROUPS_MAX];
	bool has_rule_group; /* false: adopted, and the address was known */
	gid_t rule_group; /* by which the rule matched that granted it; or -1 */
	uint64_t since; /* CLOCK_REALTIME, seconds */
	struct label network;
	struct label vm; /* empty: none */
	bool has_lladdr; /* false: the VMM chose, nobody told us */
	bool is_learning; /* but the first that it uses will be it */
	bool is_learned; /* and was */
	bool is_unheard; /* what it sent meanwhile may have been missed */
	unsigned int refusals; /* of addresses, while is_learning */
	struct lladdr refused[LEASE_REFUSALS_MAX];
	unsigned int repeats; /* of these, since repeats_since */
	uint64_t repeats_since; /* clock_seconds() */
	struct lladdr lladdr;
	bool is_pinned; /* the bridge has a static entry for it, see pinned.h */
	bool is_unpinned; /* and may have lost it */

	/* the device, once it is there */
	enum vmtap_kind kind;
	enum vmtap_mode mode;
	struct ifname link; /* bridge or lower device */
	unsigned int link_ifindex; /* its number, as the kernel told it; or 0 */
	struct ifname ifname;
	unsigned int ifindex; /* 0: not made yet */
	unsigned int lower_down; /* see struct device */
	struct lladdr link_lladdr; /* what the link's own has to be */
	unsigned int mtu;
	unsigned int queues;
	unsigned int vnet_hdr_size;

	/* macvtap: how we learn that nobody holds it any more */
	int watch; /* -1: none */
	dev_t number; /* of the node */
	int sentry; /* open while it is looked at, see link/node.h; or -1 */
	unsigned int rechecks; /* left, after a close; see watch.c */

	/* what its holder does to it, see tamper.c */
	bool is_settled; /* the kernel has told of it with its alias */
	bool is_noted; /* to be looked at */
	unsigned int noted; /* what events showed to be wrong */
	unsigned int events, repairs; /* since window */
	uint64_t window; /* clock_seconds() */

	/* macvtap whose guest's address is pinned: does it use that, see mute.c */
	unsigned int mute_looks; /* left */
	uint64_t mute_due; /* the next, clock_seconds() */
	bool is_mute; /* and it was said */

	bool is_marked; /* the kernel has told us of it with our mark */
	bool is_seen; /* in the dump of links under way */
};

TAILQ_HEAD(leases, lease);

struct lease_table {
	struct leases all; /* in order of reservation */
	unsigned int n;
};

void lease_table_init(struct lease_table *table);
/* Forget all: the daemon ends, the devices do not. */
void lease_table_clear(struct lease_table *table);

/* A zeroed lease in the table, RESERVED.  -ENFILE: LEASES_MAX is reached. */
int lease_reserve(struct lease_table *table, struct lease **ret_lease);

/* Take it out of the table and free it. */
void lease_forget(struct lease_table *table, struct lease *lease);

struct lease *lease_numbered(const struct lease_table *table,
			     unsigned int ifindex);
/* Not one that is RESERVED. */
struct lease *lease_named(const struct lease_table *table,
			  const struct ifname *ifname);
struct lease *lease_watched(const struct lease_table *table, int watch);

/* The lease with the smallest ifindex above ifindex, of uid or of anybody's if
 * uid is 0; only LIVE ones are seen.  NULL at the end. */
struct lease *lease_after(const struct lease_table *table, unsigned int ifindex,
			  uid_t uid);

/* The lease whose guest, or link, has that address on that bridge or lower
 * device. */
struct lease *lease_with_lladdr(const struct lease_table *table,
				const struct ifname *link,
				const struct lladdr *lladdr);

/* How many leases there are on a network: uid's, and all; and how many queues
 * those of uid have. */
void lease_count(const struct lease_table *table, const struct label *network,
		 uid_t uid, unsigned int *ret_of_user,
		 unsigned int *ret_of_network, unsigned int *ret_queues);

#endif
