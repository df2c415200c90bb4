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
#include "common/peer.h"
#include "link/facts.h"
#include "vmtap.h"

/* All users, all networks: what we are willing to remember. */
#define LEASES_MAX 4096
/* How often it is looked if a macvtap is held still, see nodes.c. */
#define LEASE_RECHECKS 6

#define LEASE_GROUPS_MAX 32 /* kept for a reload; of more, none */

/* Addresses that one guest may try in vain; then it may send nothing more. */
#define LEASE_REFUSALS_MAX 16
/* Frames from these, in so many seconds; and then as well. */
#define LEASE_REPEATS_MAX 500
#define LEASE_REPEATS_SECONDS 10

struct usage; /* policy.h */

enum lease_state { LEASE_RESERVED, LEASE_LIVE, LEASE_ENDING };

/* The groups that the client was in. */
struct lease_groups {
	bool is_known; /* false: adopted, or too many to keep */
	gid_t gid;
	unsigned int n;
	gid_t all[LEASE_GROUPS_MAX];
};

/* The bridge's static entry for the guest's address, see pinned.h. */
enum lease_entry { LEASE_ENTRY_NONE, LEASE_ENTRY_SET, LEASE_ENTRY_DOUBTFUL };

/* For watch.c: what the kernel has told of the link. */
struct lease_watch {
	bool is_marked; /* once with our mark */
	bool is_noted; /* of a change: it is to be looked at */
	bool is_seen; /* in the dump of links under way */
};

/* For nodes.c: a macvtap, by whose node it is noticed that nobody holds it. */
struct lease_node {
	int watch; /* inotify's; or -1 */
	dev_t number;
	int sentry; /* open while it is looked at, see link/node/node.h; or -1 */
	unsigned int rechecks; /* left, after a close */
};

/* For learn.c: while the guest's address is being learned. */
struct lease_learn {
	bool is_unheard; /* what the guest sent may have been missed */
	unsigned int refusals; /* of addresses */
	struct lladdr refused[LEASE_REFUSALS_MAX];
	unsigned int repeats; /* of these, since repeats_since */
	uint64_t repeats_since; /* clock_seconds() */
};

/* For tamper.c: what the holder does to the device. */
struct lease_tamper {
	bool is_settled; /* the kernel has told of it with its alias */
	unsigned int noted; /* what events showed to be wrong */
	unsigned int events, repairs; /* since window */
	uint64_t window; /* clock_seconds() */
};

/* For mute.c: does the guest use the address that its device has? */
struct lease_mute {
	unsigned int looks; /* left */
	uint64_t due; /* the next, clock_seconds() */
	bool is_mute; /* and it was said */
};

struct lease {
	TAILQ_ENTRY(lease) entry;
	enum lease_state state;
	struct facts facts; /* who has it, and what */
	char comm[PEER_COMM_SIZE]; /* "": adopted, or not known */
	struct lease_groups groups;

	/* the device, once it is there */
	struct ifname ifname;
	unsigned int ifindex; /* 0: not made yet */
	struct ifname link; /* bridge or lower device */
	unsigned int link_ifindex; /* its number, as the kernel told it; or 0 */
	unsigned int mtu;
	enum lease_entry bridge_entry;

	/* what one module alone has to know */
	struct lease_watch watch;
	struct lease_node node;
	struct lease_learn learn;
	struct lease_tamper tamper;
	struct lease_mute mute;
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

/* The bridge or lower device where an address is looked for. */
struct lease_place {
	const struct ifname *link;
	unsigned int ifindex; /* of the same, if known: names change; or 0 */
	const struct lease *except; /* does not count; or NULL */
};

/* The lease whose guest, or link, has that address there. */
struct lease *lease_with_lladdr(const struct lease_table *table,
				const struct lease_place *place,
				const struct lladdr *lladdr);

/* The user who has it, as far as is known now that the client may have gone. */
struct peer lease_peer(const struct lease *lease);

/* What is in use of a network, by uid and by all. */
struct usage lease_usage(const struct lease_table *table,
			 const struct label *network, uid_t uid);

#endif
