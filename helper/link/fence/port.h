/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * port.h - a TAP as the port of a bridge: which stations may send there, and to
 * which others.
 *
 * The bridge itself keeps a guest to its address.  The port is "locked": only
 * frames of stations that the forwarding database has at this port pass, and
 * its entries are the guest's.  If nobody told the guest's address, the bridge
 * announces the first one that the guest uses (rtnl-fdb.h), and port_pin() is
 * the answer.
 */
#ifndef VMTAP_PORT_H
#define VMTAP_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/fence.h"
#include "link/rtnl/rtnl.h"
#include "link/rtnl/state/rtnl-vlan.h"

/* Can the bridge do what fence needs?  -EOPNOTSUPP, with a sentence in *err. */
int port_check(const struct rtnl_link *bridge, const struct fence *fence,
	       struct error *err);

/*
 * Ask the kernel what it can do with ports.  ifindex must be a port already.
 */
int port_probe(struct rtnl *rtnl, unsigned int ifindex,
	       struct rtnl_port *ret_can);

/* What a new port needs. */
struct port_spec {
	const struct rtnl_link *bridge;
	const struct fence *fence;
	const struct lladdr *lladdr; /* the guest's address; NULL: not known
				      * yet */
	bool is_shut; /* it may send nothing, because too many addresses were
		       * refused */
	bool is_taken_over; /* a station that the bridge knows by the address
			     * must yield */
	bool is_entry_later; /* the caller sets the guest's entries afterwards */
	const struct rtnl_port *can; /* from port_probe(), if lladdr is NULL */
};

/* The flags that the port should have: enum rtnl_port_flag. */
unsigned int port_flags(const struct port_spec *spec);

/*
 * Add to the batch what the port needs before it is up.  The entry of lladdr is
 * the last message.  Its -EEXIST means that another station has the address and
 * that is_taken_over is false.
 */
void port_add(struct rtnl *rtnl, unsigned int ifindex,
	      const struct port_spec *spec);

/* The guest's addresses. */
struct port_stations {
	const struct lladdr *lladdr;
	const struct lladdr *macs; /* further ones, as a fence has them */
	size_t n_macs;
};

/* Set the guest's entries, whether or not they are still there. */
int port_set_stations(struct rtnl *rtnl, unsigned int ifindex,
		      const struct port_stations *stations);

/* What a port has that it should not have, or lacks. */
struct port_found {
	unsigned int wrong; /* enum rtnl_port_flag, of those that the kernel
			     * knows */
	unsigned int has; /* enum rtnl_port_flag */
	bool has_wrong_vlans;
	struct rtnl_members members; /* if the bridge filters VLANs */
};

/* Compare the port with what it should be.  link: as the kernel has it now.  This
 * asks the kernel once if the bridge filters VLANs. */
int port_compare(struct rtnl *rtnl, const struct rtnl_link *link,
		 const struct port_spec *spec, struct port_found *ret_found);

/* Set flags and VLANs again, but not the guest's entry. */
int port_repair(struct rtnl *rtnl, unsigned int ifindex,
		const struct port_spec *spec, const struct port_found *found);

/* Make a link the port of a bridge, with all that a new port needs.  The link is
 * down afterwards, so that no frame has passed. */
int port_join(struct rtnl *rtnl, unsigned int ifindex,
	      const struct port_spec *spec);

struct rtnl_fdb;

/* Set an entry again that an administrator or a program had set.  -ENODEV: its
 * port has left the bridge. */
int port_set_again(struct rtnl *rtnl, const struct rtnl_fdb *fdb);

/* Delete the entry of an address that the guest may not have, so that it does
 * not wait there any longer. */
int port_forget_station(struct rtnl *rtnl, unsigned int ifindex,
			const struct lladdr *lladdr, unsigned int vlan);

/* The guest's address is known: from now on only frames from it pass, and from
 * the further ones of fence.  This also sets the alias. */
int port_pin(struct rtnl *rtnl, unsigned int ifindex,
	     const struct lladdr *lladdr, const struct fence *fence,
	     const char *alias);

/* From now on no frame passes. */
int port_close(struct rtnl *rtnl, unsigned int ifindex);

#endif
