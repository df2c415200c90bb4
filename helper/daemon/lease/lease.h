/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lease.h - the record that a user has a device.
 *
 * A lease begins before its device is made (RESERVED), so that each device has
 * an owner on record and limits hold at every moment.  It is LIVE once the
 * descriptors have been sent, ENDING once its device is handed to the reaper,
 * and is forgotten only when the kernel says that the link is gone.  A RESERVED
 * lease belongs to its grant alone, which may wait (pending.h): no other module
 * ends or forgets it, and no client is told of its device.
 *
 * The table finds leases by number, by address and by owner through indexes
 * (index.h), and counts them as they come and go (tally.h).  So some facts
 * change only by the functions below.
 */
#ifndef VMTAP_LEASE_H
#define VMTAP_LEASE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "common/fence.h"
#include "common/ifname.h"
#include "common/peer.h"
#include "daemon/lease/index.h"
#include "daemon/lease/tally.h"
#include "link/facts.h"
#include "link/place/place.h"
#include "vmtap.h"

/* The most leases of all users and networks together. */
#define LEASES_MAX 4096
/* After a close, how often nodes.c looks whether a macvtap is still held. */
#define LEASE_RECHECKS 6

#define LEASE_GROUPS_MAX 32 /* kept for a reload; a client with more: none */

/* The port is shut after the guest tried this many addresses in vain. */
#define LEASE_REFUSALS_MAX 16
/* The port is also shut after this many frames from refused addresses within
 * LEASE_REPEATS_SECONDS. */
#define LEASE_REPEATS_MAX 500
#define LEASE_REPEATS_SECONDS 10

struct hold_record;
struct usage; /* policy.h */

enum lease_state { LEASE_RESERVED, LEASE_LIVE, LEASE_ENDING };

/* The groups that the client was in. */
struct lease_groups {
	bool is_known; /* false: the lease was adopted, or they are too many */
	gid_t gid;
	unsigned int n;
	gid_t all[LEASE_GROUPS_MAX];
};

/* The bridge's static entry for the guest's address, see pinned.h. */
enum lease_entry {
	LEASE_ENTRY_NONE,
	LEASE_ENTRY_SET,
	LEASE_ENTRY_DOUBTFUL,
	LEASE_ENTRY_AWAY, /* a program says that another host has the address */
};

/* For watch.c: what the kernel has told about the link. */
struct lease_watch {
	bool is_marked; /* an event showed it with our mark */
	bool is_noted; /* it has changed: look at it */
	bool is_seen; /* the current dump of links has it */
};

/* For nodes.c: the node of a macvtap, which tells when nobody holds it. */
struct lease_node {
	int watch; /* inotify's, see lease_set_watch(); or -1 */
	dev_t number;
	int sentry; /* open during a look, see link/node/node.h; or -1 */
	unsigned int rechecks; /* left, after a close */
	uint64_t due; /* when the next one is, clock_ms() */
};

/* For learn.c: while the guest's address is being learned. */
struct lease_learn {
	bool is_unheard; /* events of what it sent may be lost */
	unsigned int refusals; /* addresses that were refused */
	struct lladdr refused[LEASE_REFUSALS_MAX];
	struct lladdr taken; /* the guest's, which another guest has */
	struct lladdr told; /* the client told it, and vmtapd refused it */
	unsigned int repeats; /* frames from them, since repeats_since */
	uint64_t repeats_since; /* clock_seconds() */
};

/* For tamper.c: what the holder does to the device. */
struct lease_tamper {
	bool is_settled; /* an event showed it with its alias */
	uint64_t granted; /* clock_ms(); 0: adopted */
	unsigned int noted; /* what events showed to have changed */
	unsigned int events, repairs; /* since window */
	uint64_t window; /* clock_seconds() */
	struct hold_record *hold; /* hold.c's; NULL: it is not held by name */
};

/* For fence/keep.c: what others do to the filter. */
struct lease_keep {
	bool has_program; /* the device has one, which must stay */
	bool is_noted; /* it may be gone: look */
	unsigned int repairs; /* since window */
	uint64_t window; /* clock_seconds() */
};

/* Why a device that is off its bridge cannot get back. */
enum lease_lost {
	LEASE_LOST_BRIDGE, /* there is no such bridge */
	LEASE_LOST_FENCE, /* it is not known what was granted */
	LEASE_LOST_VLANS, /* the bridge does not look at VLANs */
};

/* For again.c and pinned.c: what was granted, and where the link differs. */
struct lease_again {
	enum lease_entry entry;
	bool is_off; /* it has left lease->link, and is the port of no bridge */
	bool has_fence;
	struct fence fence; /* see lease_fence() */
	bool is_noted; /* it may differ: look */
	bool has_all; /* look at all of it, see again_all() */
	bool has_rates; /* the rates, too, may differ */
	unsigned int bridge; /* whose port it was last, as granted */
	unsigned int filtering; /* the same if that looked at VLANs; or 0 */
	enum lease_lost why; /* if it has NOTE_NO_BRIDGE */
	unsigned int wrong, has; /* flags of the port, see struct port_found */
	unsigned int repairs; /* since window */
	uint64_t window; /* clock_seconds() */
};

/* For mute.c: does the guest use the addresses that its device has? */
struct lease_mute {
	unsigned int looks; /* left */
	uint64_t due; /* when the next one is, clock_seconds() */
	bool is_told; /* the log has that it is mute */
	uint64_t link_local; /* see slot.h: of the last look; 0: none */
};

/* For multicast/snooping.c: as of its last look. */
struct lease_multicast {
	unsigned int bridge; /* ifindex, if n > 0 */
	unsigned int n; /* groups that the guest had joined there */
};

/* For lease.c: where the table has the lease. */
struct lease_indexed {
	struct index_entry by_number;
	struct index_entry by_watch;
	struct index_entry by_owner; /* by uid, and then by number */
	struct index_entry by_lladdr; /* of the guest */
	struct index_entry by_link_lladdr; /* in the same index */
	struct tally *of_user, *of_network;
	unsigned int instance; /* see lease_set_instance() */
};

/* For others/: what the host itself has on the device, and was told. */
struct lease_others {
	struct prefix address; /* AF_UNSPEC: none */
	bool is_seen; /* the current dump has the address */
	int route; /* AF_ of the default route; AF_UNSPEC: none */
};

/* The notes, and what their sentences tell. */
struct lease_noted {
	uint32_t bits; /* bit i is enum note i, see notes.h */
	struct place_facts place; /* as of the last look of places.c */
	bool is_waiting; /* spanning tree: its port lets no frame pass yet */
};

struct lease {
	TAILQ_ENTRY(lease) entry;
	struct lease_indexed indexed;
	enum lease_state state;
	bool is_leaving; /* see lease_set_leaving() */
	/* The owner, and what it has.  uid, network and queues stay as they
	 * are, and hold; addresses and guest change by lease_set_facts(). */
	struct facts facts;
	char comm[PEER_COMM_SIZE]; /* "": adopted, or not known */
	uid_t kernel_uid; /* of the client, for the log; adopted: facts.uid */
	struct lease_groups groups;

	/* the device, once it is made */
	struct ifname ifname;
	unsigned int ifindex; /* see lease_set_number(); 0: not made yet */
	struct ifname link; /* bridge or lower device */
	unsigned int link_ifindex; /* its number; 0: not known */
	unsigned int mtu;
	bool is_up, has_carrier; /* as the kernel told last */
	struct lease_noted noted;

	/* each for one module alone */
	struct lease_watch watch;
	struct lease_node node;
	struct lease_learn learn;
	struct lease_tamper tamper;
	struct lease_keep keep;
	struct lease_again again;
	struct lease_mute mute;
	struct lease_others others;
	struct lease_multicast multicast;
};

TAILQ_HEAD(leases, lease);

struct lease_table {
	struct leases all; /* in order of reservation */
	unsigned int n;
	uint64_t reserved; /* leases so far */
	struct index_tree numbers, watches, owners, lladdrs;
	struct tally_tree tallies;
};

void lease_table_init(struct lease_table *table);
/* Forget all leases; their devices stay. */
void lease_table_clear(struct lease_table *table);

/* Add a lease with these facts, RESERVED, all else zero.  -ENFILE: LEASES_MAX is
 * reached. */
int lease_reserve(struct lease_table *table, const struct facts *facts,
		  struct lease **ret_lease);

/* Change the facts, but not uid, network and queues. */
void lease_set_facts(struct lease_table *table, struct lease *lease,
		     const struct facts *facts);

/* The device is made, and has that number. */
void lease_set_number(struct lease_table *table, struct lease *lease,
		      unsigned int ifindex);

/* inotify has that watch on the device's node; -1: none. */
void lease_set_watch(struct lease_table *table, struct lease *lease, int watch);

/* Take lease out of the table and free it. */
void lease_forget(struct lease_table *table, struct lease *lease);

struct lease *lease_numbered(const struct lease_table *table,
			     unsigned int ifindex);
/* Does not find a RESERVED lease. */
struct lease *lease_named(const struct lease_table *table,
			  const struct ifname *ifname);
struct lease *lease_watched(const struct lease_table *table, int watch);

/* The LIVE lease with the smallest ifindex above ifindex: of uid, or of any
 * user if uid is 0.  NULL: there is no other. */
struct lease *lease_after(const struct lease_table *table, unsigned int ifindex,
			  uid_t uid);

/* Where to look for an address: a bridge or lower device. */
struct lease_place {
	const struct ifname *link;
	unsigned int ifindex; /* of link, whose name may change; 0: not known */
	const struct lease *except; /* leave this one out; or NULL */
};

/* The lease at place whose guest or link has that address. */
struct lease *lease_with_lladdr(const struct lease_table *table,
				const struct lease_place *place,
				const struct lladdr *lladdr);

/* The owner of lease, as far as it is known: the client may have gone.  The
 * lease keeps the account of its grant; policy_identify() says what that is
 * today. */
struct peer lease_peer(const struct lease *lease);

/*
 * Devices without a VM's name have addresses one after the other (choose.c).
 * The first number whose address no such lease has, as far as is known: numbers
 * below were tried, and the number of a lease that ends is the first again.
 */
unsigned int lease_instance(const struct lease_table *table,
			    const struct label *network, uid_t uid);

/* The search for the address of lease ended at this number. */
void lease_set_instance(struct lease *lease, unsigned int instance);

/* The lease that was found has the address of this number. */
void lease_note_instance(struct lease *lease, unsigned int instance);

/* The lease has the address of no number any more, and its own is free. */
void lease_leave_instance(struct lease *lease);

/* The lease may have any number's address: it was adopted. */
void lease_doubt_instance(struct lease *lease);

/* What the device was granted.  NULL: it was adopted, and the policy of that time
 * did not tell. */
static inline const struct fence *lease_fence(const struct lease *lease)
{
	return lease->again.has_fence ? &lease->again.fence : NULL;
}

/* May peer see and end lease, as its owner? */
static inline bool lease_is_of(const struct lease *lease,
			       const struct peer *peer)
{
	return peer_has_account(peer) && lease->facts.uid == peer->uid;
}

/*
 * The lease may be gone soon: it is ENDING, or its node was closed, and nodes.c
 * looks whether anybody still holds it.  A request that only such leases stand
 * in the way of waits for them (patience.h).
 */
void lease_set_leaving(struct lease *lease, bool is_leaving);

/* How many leases of the network are leaving. */
unsigned int lease_n_leaving(const struct lease_table *table,
			     const struct label *network);

/* How much of a network is in use, by uid and by all users. */
struct usage lease_usage(const struct lease_table *table,
			 const struct label *network, uid_t uid);

/* The same, less what is leaving. */
struct usage lease_usage_staying(const struct lease_table *table,
				 const struct label *network, uid_t uid);

#endif
