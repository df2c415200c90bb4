/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * inuse.h - who has a hardware address on a bridge or on a lower device, as far
 * as the kernel knows.  Who may be told, and what follows, is not known here.
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
	INUSE_BRIDGE, /* the bridge's own */
	INUSE_PORT, /* a port's own */
	INUSE_FIXED, /* somebody set that the station is at that port */
	INUSE_LEARNED, /* frames of it came in by that port */
	INUSE_LOWER, /* the lower device's own */
};

struct holder {
	enum inuse inuse;
	unsigned int ifindex; /* of the port, the bridge or the lower device */
	struct ifname ifname; /* of the same */
	bool is_waiting; /* learned, but not let in: nothing of it passes */
};

/* Where to look: a bridge or a lower device, and the VLANs of a port there. */
struct inuse_place {
	enum vmtap_kind kind;
	struct ifname link;
	unsigned int ifindex; /* of the same, if known: names change; or 0 */
	const struct fence *fence; /* its VLANs */
	unsigned int vlan; /* and one more; 0: none */
	unsigned int port; /* stations behind it do not count; 0: all do */
};

/*
 * Who has lladdr there?  Two questions to the kernel if it is free, however many
 * links and stations there are, and one for each VLAN of a bridge that filters
 * them.  Other macvlans of a lower device are not asked for here: the kernel does
 * it, in one step, when a macvtap is set up.  Who waits to be let in is named only
 * if nobody else has the address.  A link that is not there has
 * nobody; by number it is -ENODEV.
 */
int inuse_find(struct rtnl *rtnl, const struct inuse_place *place,
	       const struct lladdr *lladdr, struct holder *ret_holder);

/* The same question without setting up anything: looks at all links. */
int inuse_by_macvlan(struct rtnl *rtnl, unsigned int lower,
		     const struct lladdr *lladdr, bool *ret_answer);

#endif
