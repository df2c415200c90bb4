/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-fdb.h - a bridge's forwarding database: which station is at which port.
 */
#ifndef VMTAP_RTNL_FDB_H
#define VMTAP_RTNL_FDB_H

#include <linux/netlink.h>
#include <stdbool.h>

#include "link/rtnl/rtnl.h"

struct rtnl_fdb {
	unsigned int ifindex; /* of the port */
	struct lladdr lladdr; /* of the station */
	unsigned int vlan; /* 0: of all */
	bool is_locked; /* it asks to be let in (MAB): nothing of it passes */
	bool is_set; /* by somebody, not learned from a frame */
	bool is_gone; /* and is there no more */
};

/* ---- batch, see rtnl.h ------------------------------------------------ */

/*
 * The station is at this port, and stays there (NTF_STICKY): whoever else sends
 * with its address, from another port, does not draw its frames away.  On a
 * bridge that filters VLANs: in each VLAN that the port has by now.  Unless the
 * address is to be taken over from whom the bridge knows: -EEXIST if it knows
 * anybody, in one of these VLANs.
 */
void rtnl_add_fdb(struct rtnl *rtnl, unsigned int ifindex,
		  const struct lladdr *lladdr, bool is_taken_over);

/* The station is not known at this port any more; vlan 0: in none. */
void rtnl_add_fdb_delete(struct rtnl *rtnl, unsigned int ifindex,
			 const struct lladdr *lladdr, unsigned int vlan);

/* ---- read ------------------------------------------------------------- */

/* All entries of the port; the first result of each() that is not 0 is the
 * dump's. */
int rtnl_fdb_dump(struct rtnl *rtnl, unsigned int ifindex,
		  int (*each)(const struct rtnl_fdb *fdb, void *data),
		  void *data);

/* RTM_NEWNEIGH or RTM_DELNEIGH about a port of a bridge, else -EAFNOSUPPORT or -EPROTO. */
int rtnl_fdb_parse(const struct nlmsghdr *nlh, struct rtnl_fdb *ret_fdb);

/* ---- events ----------------------------------------------------------- */

/* Subscribe to stations that ask to be let in, where the kernel has no MAB to all
 * that bridges learn; and to static entries that go.  Non-blocking. */
int rtnl_fdb_monitor_open(struct rtnl_events **ret_events);

/*
 * Read some of what has arrived, so much only that a guest that makes events
 * as fast as it can does not keep us here.  -ENOBUFS: events were lost.
 */
int rtnl_fdb_monitor_read(struct rtnl_events *events,
			  void (*each)(const struct rtnl_fdb *fdb, void *data),
			  void *data);

#endif
