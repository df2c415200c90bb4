/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * inuse.h - which station has a hardware address on a bridge or on a lower
 * device, as far as the kernel knows.
 *
 * This file does not decide what follows from the answer, nor which client may
 * read it.
 */
#ifndef VMTAP_INUSE_H
#define VMTAP_INUSE_H

#include <stdbool.h>

#include "common/address/lladdr.h"
#include "common/fence.h"
#include "common/ifname.h"
#include "vmtap.h"

struct rtnl;

enum inuse {
	INUSE_NOT,
	INUSE_BRIDGE, /* the bridge's own address */
	INUSE_PORT, /* a port's own address */
	INUSE_FIXED, /* an administrator or a program set that the station is at
		      * that port */
	INUSE_LEARNED, /* frames of the station came in at that port */
	INUSE_LOWER, /* the lower device's own address */
	INUSE_NEIGHBOUR, /* the host talked to the station (ARP or ND) */
	INUSE_ROUTER, /* the same, and it is a default router of the host */
};

struct holder {
	enum inuse inuse;
	unsigned int ifindex; /* of the port, bridge or lower device */
	struct ifname ifname; /* of the same link */
	bool is_waiting; /* learned but locked: no frame of it passes */
};

/* Where to look: a bridge or a lower device, and the VLANs of a port there. */
struct inuse_place {
	enum vmtap_kind kind;
	struct ifname link;
	unsigned int ifindex; /* of the same link, because names change; 0:
			       * unknown */
	const struct fence *fence; /* its VLANs count */
	unsigned int vlan; /* one more VLAN; 0: none */
	unsigned int port; /* stations behind this port do not count; 0: all
			    * stations count */
};

/*
 * Which station has lladdr there?
 *
 * If the address is free, this asks the kernel two questions, however many
 * links and stations there are, and one more for each VLAN of a bridge that
 * filters VLANs.  Now and then it asks for the host's neighbours and default
 * routers there as well (link/rtnl/neighbour/known.h).  It does not ask about
 * other macvlans of a lower device: the kernel checks those itself when a
 * macvtap is set up.  A station that waits to be let in is named only if no
 * other one has the address.  On a link that does not exist no station has it;
 * but if place has the link's number, the result is -ENODEV.
 */
int inuse_find(struct rtnl *rtnl, const struct inuse_place *place,
	       const struct lladdr *lladdr, struct holder *ret_holder);

/* The macvlans and macvtaps of a lower device. */
struct inuse_lower {
	bool has_any;
	bool has_passthru; /* one of them is in mode passthru */
	bool has_lladdr; /* one of them has the address */
};

/* This sets up nothing, and reads all links of the two kinds. */
int inuse_by_macvlan(struct rtnl *rtnl, unsigned int lower,
		     const struct lladdr *lladdr,
		     struct inuse_lower *ret_found);

/*
 * Does a program that learns from other hosts (zebra with EVPN) say that lladdr
 * is at another port than this one?  vlan: of the port's untagged frames; 0: the
 * bridge's default.
 */
bool inuse_is_elsewhere(struct rtnl *rtnl, unsigned int bridge,
			unsigned int vlan, unsigned int port,
			const struct lladdr *lladdr);

#endif
