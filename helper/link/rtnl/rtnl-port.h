/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-port.h - a link as the port of a bridge, over rtnetlink.  All functions
 * add to a batch, see rtnl.h.
 */
#ifndef VMTAP_RTNL_PORT_H
#define VMTAP_RTNL_PORT_H

#include <stdbool.h>

#include "link/rtnl/rtnl.h"

/* Set each flag of enum rtnl_port_flag.  The kernel ignores what it does not
 * know. */
void rtnl_add_port(struct rtnl *rtnl, unsigned int ifindex, unsigned int flags);

/* Change which stations may send: LEARNING, LOCKED and MAB.  The bridge forgets
 * the entries that it learned at the port, but keeps those that were set
 * (rtnl-fdb.h). */
void rtnl_add_port_lock(struct rtnl *rtnl, unsigned int ifindex,
			unsigned int flags);

/* Frames of this VLAN pass.  is_pvid: untagged frames belong to it as well. */
void rtnl_add_port_vlan(struct rtnl *rtnl, unsigned int ifindex,
			unsigned int vlan, bool is_pvid);
/* No frame of the VLANs first..last passes.  VLANs that the port is not in
 * among them are no error, unless first is last. */
void rtnl_add_port_vlan_delete(struct rtnl *rtnl, unsigned int ifindex,
			       unsigned int first, unsigned int last);

#endif
