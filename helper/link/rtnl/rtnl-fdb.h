/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-fdb.h - the forwarding database of a bridge: which station is at which
 * port.
 */
#ifndef VMTAP_RTNL_FDB_H
#define VMTAP_RTNL_FDB_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "link/rtnl/rtnl.h"

/* How an entry was set, in the kernel's words. */
struct rtnl_fdb_how {
	uint16_t state; /* NUD_... */
	uint8_t flags; /* NTF_... */
};

struct rtnl_fdb {
	unsigned int ifindex; /* of the port */
	unsigned int bridge; /* its ifindex */
	struct lladdr lladdr; /* of the station */
	unsigned int vlan; /* 0: all */
	bool is_locked; /* it waits to be let in (MAB): no frame of it passes */
	bool is_set; /* set by an administrator or a program, not learned from a
		      * frame */
	bool is_own; /* the own address of the port or of the bridge */
	bool is_gone; /* the entry was deleted */
	struct rtnl_fdb_how how;
};

/* ---- batch, see rtnl.h ------------------------------------------------ */

/*
 * Set that the station is at this port and stays there (NTF_STICKY): another
 * station that sends with its address from another port does not get its
 * frames.  On a bridge that filters VLANs, this holds in each VLAN that the
 * port has by now.
 *
 * -EEXIST if the bridge knows the address already in one of these VLANs, unless
 * is_taken_over.
 */
void rtnl_add_fdb(struct rtnl *rtnl, unsigned int ifindex,
		  const struct lladdr *lladdr, bool is_taken_over);

/* Set an entry again as fdb->how tells.  If it has no VLAN, the kernel sets it
 * in each VLAN of the port. */
void rtnl_add_fdb_again(struct rtnl *rtnl, const struct rtnl_fdb *fdb);

/* Delete the entry of the station at this port; vlan 0: in all VLANs. */
void rtnl_add_fdb_delete(struct rtnl *rtnl, unsigned int ifindex,
			 const struct lladdr *lladdr, unsigned int vlan);

/* ---- read ------------------------------------------------------------- */

/* Call each() for all entries of the port.  The first result of each() that is
 * not 0 is the dump's result.  begin() comes first, and again where the list
 * begins anew. */
int rtnl_fdb_dump(struct rtnl *rtnl, unsigned int ifindex,
		  void (*begin)(void *data),
		  int (*each)(const struct rtnl_fdb *fdb, void *data),
		  void *data);

/* Parse RTM_NEWNEIGH or RTM_DELNEIGH about a port of a bridge.  -EAFNOSUPPORT
 * if it is about something else, -EPROTO if it is malformed. */
int rtnl_fdb_parse(const struct nlmsghdr *nlh, struct rtnl_fdb *ret_fdb);

/* ---- events ----------------------------------------------------------- */

/* Subscribe to stations that wait to be let in and to static entries that go.
 * If the kernel has no MAB, subscribe to all stations that bridges learn.
 * Non-blocking. */
int rtnl_fdb_monitor_open(struct rtnl_events **ret_events);

/*
 * Subscribe to entries that were set and go (is_gone), and to addresses that
 * become a port's own (is_own).  If a port takes the address of such an entry,
 * the two events come one after the other, with no event in between, because
 * the kernel holds the lock of all links.  Non-blocking.
 */
int rtnl_fdb_monitor_set(struct rtnl_events **ret_events);

/*
 * Read some of the events that have arrived.  A guest may make events as fast
 * as it can, so this reads only so many at a time.  -ENOBUFS: events were lost.
 */
int rtnl_fdb_monitor_read(struct rtnl_events *events,
			  void (*each)(const struct rtnl_fdb *fdb, void *data),
			  void *data);

#endif
