/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-proto.h - what crosses vmtapd's socket.
 *
 * The socket is a unix socket of type SOCK_SEQPACKET.  The client sends a
 * request, one datagram, and waits for the reply, one datagram; it may do so
 * any number of times.  Integers are in host byte order: both ends are on one
 * machine.  The client walks a list by a cursor, some records to a reply, so
 * the daemon keeps nothing between two requests.
 *
 * The version says what a message means.  It is 1 in the first release, 0.1.0;
 * earlier code has no number of its own.  A new field in reserved room, a new
 * flag and a new verb do not change the version, because a receiver that does
 * not know them refuses them.  Any other change has a new number.  Each end
 * refuses every other version, in a sentence that names both.
 *
 * Sizes follow openat2(2) and clone3(2): a sender states its size; a receiver
 * that knows less accepts the message only if all it does not know is zero.
 * vmtapd refuses unknown verbs, unknown flags and non-zero reserved bytes.  It
 * also refuses a flag or a non-zero field that the verb does not have, and any
 * descriptor sent along with a request.  Strings end in a zero byte and the
 * rest of their array is zero.
 */
#ifndef VMTAP_PROTO_H
#define VMTAP_PROTO_H

#include <stdint.h>

#include "vmtap.h"

#define VMTAP_PROTO_MAGIC	UINT32_C(0x50544d56)	/* "VMTP" */
#define VMTAP_PROTO_VERSION	1
#define VMTAP_PROTO_REQUEST_MAX	4096	/* a larger one is refused unread */
#define VMTAP_PROTO_DATAGRAM_MAX 32768	/* of replies, too */

enum vmtap_proto_verb {
	VMTAP_PROTO_OPEN = 1,		/* make the device, pass descriptors */
	VMTAP_PROTO_CHECK = 2,		/* the same, decided only */
	VMTAP_PROTO_NETWORKS = 3,	/* the networks after .network */
	VMTAP_PROTO_LIST = 4,		/* the leases after .ifindex */
	VMTAP_PROTO_RELEASE = 5,	/* end the lease of .ifname */
	VMTAP_PROTO_REVOKE = 6,		/* admins: end all leases that .ifname,
					 * .network and .uid select */
	VMTAP_PROTO_SHOW = 7,		/* all of the lease of .ifname */
	VMTAP_PROTO_DIAGNOSE = 8,	/* what may be wrong on the host, or with
					 * .network; after .ifindex */
	VMTAP_PROTO_WATCH = 9,		/* what happened to leases after .cursor */
	VMTAP_PROTO_SET = 10,		/* the VMM of .ifname gives its guest
					 * .lladdr; and a name, .vm */
};

/* Request flags */
#define VMTAP_PROTO_F_LLADDR (UINT32_C(1) << 0) /* .lladdr; SET needs it */
#define VMTAP_PROTO_F_LLADDR_UNKNOWN (UINT32_C(1) << 1) /* see vmtap.h */
#define VMTAP_PROTO_F_VNET_HDR (UINT32_C(1) << 2) /* IFF_VNET_HDR */
#define VMTAP_PROTO_F_VHOST (UINT32_C(1) << 3) /* also vhost-net */
#define VMTAP_PROTO_F_ALL (UINT32_C(1) << 4) /* LIST, NETWORKS, WATCH:
					      * everybody's */
#define VMTAP_PROTO_F_UID (UINT32_C(1) << 5) /* REVOKE: .uid counts */
#define VMTAP_PROTO_F_FILTER (UINT32_C(1) << 6) /* SHOW: the filter, from line
						 * .line on */
#define VMTAP_PROTO_F_WAIT (UINT32_C(1) << 7) /* WATCH: if nothing has happened,
					       * answer when something has, or
					       * after that many seconds: */
#define VMTAP_PROTO_WAIT_SECONDS 30
#define VMTAP_PROTO_F_HOLD (UINT32_C(1) << 8) /* OPEN, CHECK: see vmtap-hold.h;
					       * the reply has no descriptors */

struct vmtap_proto_header {
	uint32_t magic;		/* VMTAP_PROTO_MAGIC */
	uint16_t version;	/* VMTAP_PROTO_VERSION */
	uint16_t verb;		/* enum vmtap_proto_verb */
	uint32_t size;		/* of the whole datagram, in bytes */
	uint32_t flags;
};

#define VMTAP_PROTO_ADDRESSES 16	/* of a guest; reserved */

/*
 * A place in the order of events, as a client sees them.  Numbers of one epoch
 * are in order.  A cursor is of use to the client that got it, until the daemon
 * ends; a daemon that does not know it says so (VMTAP_PROTO_E_LOST).  Zero is
 * the present.
 */
struct vmtap_proto_cursor {
	uint64_t epoch;
	uint64_t number;
};

/*
 * The members named reserved_* are room for later fields.  Each must be zero:
 * vmtapd refuses a request in which one is not, so a later vmtapd can give it a
 * meaning under the same version.
 */
struct vmtap_proto_request {
	struct vmtap_proto_header header;
	char network[VMTAP_LABEL_MAX + 1]; /* OPEN, CHECK; REVOKE, DIAGNOSE: may
					    * be empty; NETWORKS: after which */
	char vm[VMTAP_LABEL_MAX + 1];	/* OPEN, CHECK, SET; may be empty */
	char ifname[VMTAP_IFNAME_MAX + 1]; /* RELEASE, SHOW, SET; REVOKE: may
					    * be empty */
	uint32_t ifindex;		/* LIST: after which; 0 is the start;
					 * DIAGNOSE: the same of .number */
	uint32_t queues;		/* OPEN, CHECK: 1..VMTAP_QUEUES_MAX */
	uint8_t lladdr[VMTAP_LLADDR_LEN]; /* with F_LLADDR: a wish */
	uint16_t reserved_vlan;		/* a wish for a VLAN */
	uint32_t mode;			/* OPEN, CHECK: enum vmtap_mode, a wish */
	uint32_t uid;			/* REVOKE, with F_UID */
	uint64_t lifetime;		/* with F_HOLD: seconds until the lease
					 * ends; 0: no such time */
	uint32_t line;			/* SHOW, with F_FILTER: the first */
	char name[VMTAP_IFNAME_MAX + 1]; /* with F_HOLD: of the device */
	uint8_t reserved_addresses[VMTAP_PROTO_ADDRESSES][20]; /* the guest's */
	uint32_t pid;			/* with F_HOLD: the process with which
					 * the lease ends; 0: none */
	struct vmtap_proto_cursor cursor; /* WATCH: after which */
	uint64_t process;		/* with F_HOLD: inode of its pidfd */
	uint8_t reserved[16];
};

/* Reply flags */
#define VMTAP_PROTO_R_END	 (UINT32_C(1) << 0) /* LIST, NETWORKS, DIAGNOSE,
						     * WATCH: nothing comes
						     * after the last record
						     * here */

/*
 * The head of every reply.  Behind it come as many records as .records says, of
 * .record_size bytes each, and nothing else.  The verb determines the record:
 *
 *	any, with a code	one struct vmtap_proto_refusal
 *	OPEN, RELEASE, SET	one struct vmtap_proto_lease
 *	CHECK			one struct vmtap_proto_check
 *	NETWORKS		struct vmtap_proto_network, by name
 *	LIST			struct vmtap_proto_lease, by ifindex
 *	REVOKE			one struct vmtap_proto_revoked
 *	SHOW			one struct vmtap_proto_show
 *	DIAGNOSE		struct vmtap_proto_finding, by number
 *	WATCH			struct vmtap_proto_event, by number
 *
 * The reply of a list has as many records as a datagram has room for, or fewer.
 * Without R_END there is at least one, and the client asks again for the records
 * after the last one.
 */
struct vmtap_proto_reply {
	struct vmtap_proto_header header;	/* verb as asked */
	uint32_t code;		/* enum vmtap_code */
	uint32_t records;
	uint32_t record_size;
	uint32_t queue_fds;	/* OPEN: descriptors of queues, which come
				 * first in the SCM_RIGHTS message; with F_HOLD
				 * none */
	uint32_t vhost_fds;	/* OPEN: then those of vhost-net */
	uint32_t reserved;
};

struct vmtap_proto_refusal {
	char reason[VMTAP_TEXT_MAX + 1];
};

/* Flags of a lease */
#define VMTAP_PROTO_L_LLADDR	 (UINT32_C(1) << 0) /* .lladdr is known */
#define VMTAP_PROTO_L_LEARNED	 (UINT32_C(1) << 1) /* from the guest's frames */
#define VMTAP_PROTO_L_PINNED	 (UINT32_C(1) << 2) /* SHOW: only frames from
						     * .lladdr pass */
#define VMTAP_PROTO_L_HELD	 (UINT32_C(1) << 3) /* by name, without a
						     * descriptor */
#define VMTAP_PROTO_L_PROCESS	 (UINT32_C(1) << 4) /* it ends with .pid */

/* What the kernel last told of the link. */
#define VMTAP_PROTO_S_UP	 (UINT32_C(1) << 0) /* IFF_UP */
#define VMTAP_PROTO_S_CARRIER	 (UINT32_C(1) << 1)

#define VMTAP_PROTO_LEASE_ADDRESSES 4

/* An IP address that the guest uses. */
struct vmtap_proto_address {
	uint8_t address[16];	/* network order; IPv4 is ::ffff:a.b.c.d; zero:
				 * none, and none follows */
	uint32_t age;		/* seconds since it was used last */
};

/* In a reply to CHECK it describes the device that OPEN would make.  reserved_*
 * is room as in requests. */
struct vmtap_proto_lease {
	uint32_t flags;
	uint32_t kind;		/* enum vmtap_kind */
	uint32_t mode;		/* enum vmtap_mode */
	uint32_t ifindex;
	uint32_t mtu;
	uint32_t queues;	/* 1..VMTAP_QUEUES_MAX; 0 is unknown */
	uint32_t vnet_hdr_size;	/* bytes in front of each packet, 0 = none */
	uint32_t uid;
	uint32_t pid;
	uint8_t lladdr[VMTAP_LLADDR_LEN];
	uint16_t reserved_vlan;
	uint32_t reserved0;
	uint64_t since;		/* CLOCK_REALTIME, seconds */
	uint64_t until;		/* the same: when it ends; 0: at no time */
	char network[VMTAP_LABEL_MAX + 1];
	char vm[VMTAP_LABEL_MAX + 1];
	char ifname[VMTAP_IFNAME_MAX + 1];
	struct vmtap_proto_address addresses[VMTAP_PROTO_LEASE_ADDRESSES];
				 /* LIST, SHOW: the best first */
	char link[VMTAP_IFNAME_MAX + 1]; /* LIST, SHOW: the bridge or lower
					  * device that it is on now; empty:
					  * none */
	uint32_t state;		/* LIST, SHOW: VMTAP_PROTO_S_* */
	uint32_t notes;		/* LIST, SHOW: bit i is enum note i */
	uint32_t unasked;	/* CHECK: bit i is enum unasked i */
	uint32_t told;		/* LIST, SHOW: enum told, of .addresses */
};

struct vmtap_proto_range {
	uint8_t lladdr[VMTAP_LLADDR_LEN];
	uint8_t prefix;		/* leading bits that count, 0..48 */
	uint8_t reserved;
};

#define VMTAP_PROTO_UNTOLD UINT32_MAX
#define VMTAP_PROTO_LIMITS 8	/* room; enum vmtap_limit has fewer */

struct vmtap_proto_limit {
	uint32_t max;		/* 0: any number */
	uint32_t used;		/* VMTAP_PROTO_UNTOLD: the client is not
				 * told, or nothing is counted */
};

/* Flags of a network */
#define VMTAP_PROTO_N_VHOST	 (UINT32_C(1) << 0) /* it offers vhost-net */

/* What the client's user may have on the network. */
struct vmtap_proto_network {
	char network[VMTAP_LABEL_MAX + 1];
	uint32_t flags;
	uint32_t kind;		/* enum vmtap_kind */
	uint32_t mode;		/* enum vmtap_mode */
	uint32_t mtu;		/* 0 = as the bridge or lower link */
	struct vmtap_proto_limit limit[VMTAP_PROTO_LIMITS];
	struct vmtap_proto_range range[VMTAP_RANGES_MAX];
	uint32_t ranges;	/* used entries of .range */
	char rule[VMTAP_TEXT_MAX + 1];	/* the one that decided, for admins;
					 * NETWORKS with F_ALL: all rules */
	struct vmtap_proto_limit held; /* devices by name; .max 0: none */
	uint8_t reserved[36];
};

struct vmtap_proto_check {
	struct vmtap_proto_lease lease;
	struct vmtap_proto_network network;
};

struct vmtap_proto_revoked {
	uint32_t leases;	/* how many were ended */
	uint32_t reserved;
};

#define VMTAP_PROTO_SHOW_TEXT_MAX 1535
#define VMTAP_PROTO_NOTES_TEXT_MAX 2015
#define VMTAP_PROTO_DROPS 16	/* room; enum drop has fewer */

/* Directions are the guest's. */
struct vmtap_proto_show {
	struct vmtap_proto_lease lease;
	uint64_t dropped;	/* packets, by the fence */
	uint64_t sent_packets;
	uint64_t sent_bytes;
	uint64_t received_packets;
	uint64_t received_bytes;
	uint32_t lines;		/* of the filter's text in all; 0: none */
	uint32_t next;		/* the line to go on with; 0: no more */
	uint32_t program;	/* a new number: the filter has changed */
	uint32_t program_kind;	/* enum program */
	uint64_t drops[VMTAP_PROTO_DROPS]; /* packets, by enum drop */
	char text[VMTAP_PROTO_SHOW_TEXT_MAX + 1]; /* whole lines, each with a
						   * newline: the fence in words
						   * of vmtapd.conf(5), or
						   * with F_FILTER the filter */
	char notes[VMTAP_PROTO_NOTES_TEXT_MAX + 1]; /* a line for each note:
						     * its name, ": ", and a
						     * sentence */
};

#define VMTAP_PROTO_FINDING_NAME_MAX 31

/* One thing that vmtapd has looked at, or could not look at. */
struct vmtap_proto_finding {
	uint32_t number;	/* 1, 2 and so on */
	uint32_t state;		/* enum vmtap_state */
	char name[VMTAP_PROTO_FINDING_NAME_MAX + 1]; /* "way-out-down" */
	char link[VMTAP_IFNAME_MAX + 1]; /* the bridge or lower device that it
					  * is about; may be empty */
	char text[VMTAP_TEXT_MAX + 1];	/* a sentence */
	uint8_t reserved[8];
};

/* What an event tells. */
#define VMTAP_PROTO_E_LEASE	 (UINT32_C(1) << 0) /* of a lease: .ifname,
						     * .network and so on */
#define VMTAP_PROTO_E_BY	 (UINT32_C(1) << 1) /* somebody did it: .by_uid,
						     * .by_pid */
#define VMTAP_PROTO_E_LLADDR	 (UINT32_C(1) << 2) /* .lladdr is known */
#define VMTAP_PROTO_E_LOST	 (UINT32_C(1) << 3) /* events before this one are
						     * not told: .count of
						     * them, 0 is not known */

#define VMTAP_PROTO_EVENT_NAME_MAX 15
#define VMTAP_PROTO_EVENT_ADDRESS_MAX 47

/* What happened to a lease.  Without E_LEASE and E_LOST it only tells where the
 * present is, for a client that has no cursor. */
struct vmtap_proto_event {
	struct vmtap_proto_cursor cursor; /* with which to ask for what
					   * follows */
	uint64_t time;		/* CLOCK_REALTIME, seconds */
	uint32_t flags;		/* VMTAP_PROTO_E_* */
	uint32_t ifindex;
	uint32_t uid;		/* the owner's */
	uint32_t pid;		/* of the process that opened the device */
	uint32_t by_uid;
	uint32_t by_pid;
	uint32_t count;
	uint8_t lladdr[VMTAP_LLADDR_LEN]; /* the guest's */
	uint16_t reserved0;
	char name[VMTAP_PROTO_EVENT_NAME_MAX + 1]; /* "granted", a word of the
						    * log, vmtapd(8) */
	char note[VMTAP_PROTO_EVENT_NAME_MAX + 1]; /* of "noted": which; or
						    * empty */
	char address[VMTAP_PROTO_EVENT_ADDRESS_MAX + 1]; /* that it is about; or
							  * empty */
	char network[VMTAP_LABEL_MAX + 1];
	char vm[VMTAP_LABEL_MAX + 1];
	char ifname[VMTAP_IFNAME_MAX + 1];
	char reason[VMTAP_TEXT_MAX + 1]; /* a sentence; or empty */
	uint8_t reserved[36];
};

_Static_assert(sizeof(struct vmtap_proto_header) == 16, "wire size");
_Static_assert(sizeof(struct vmtap_proto_request) == 576, "wire size");
_Static_assert(sizeof(struct vmtap_proto_reply) == 40, "wire size");
_Static_assert(sizeof(struct vmtap_proto_refusal) == 384, "wire size");
_Static_assert(sizeof(struct vmtap_proto_lease) == 320, "wire size");
_Static_assert(sizeof(struct vmtap_proto_network) == 640, "wire size");
_Static_assert(sizeof(struct vmtap_proto_check) == 960, "wire size");
_Static_assert(sizeof(struct vmtap_proto_revoked) == 8, "wire size");
_Static_assert(sizeof(struct vmtap_proto_show) == 4056, "wire size");
_Static_assert(sizeof(struct vmtap_proto_finding) == 448, "wire size");
_Static_assert(sizeof(struct vmtap_proto_event) == 704, "wire size");

#endif
