/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * place.h - where a device is that should be the port of its network's bridge,
 * and how it becomes that port again.
 */
#ifndef VMTAP_AGAIN_PLACE_H
#define VMTAP_AGAIN_PLACE_H

#include "daemon/state.h"
#include "link/fence/port.h"

enum where {
	WHERE_HOME, /* at the bridge of its network */
	WHERE_MOVED, /* at another link, where somebody put it on purpose */
	WHERE_OFF, /* at none, and the bridge is there */
	WHERE_LOST, /* at none, and cannot get back, see lease->again.why */
};

struct again_place {
	enum where where;
	bool is_anew; /* the bridge is another one than before */
	struct rtnl_link bridge; /* WHERE_HOME, WHERE_OFF; else without
				  * meaning */
	struct rtnl_port can; /* what the kernel knows, if it is a port */
	struct port_found found; /* if there is a fence: WHERE_HOME,
				  * WHERE_MOVED */
};

/* Find out where the device is.  link: as the kernel has it now.  -errno: the
 * kernel does not tell. */
int place_find(const struct state *state, struct lease *lease,
	       const struct rtnl_link *link, struct again_place *ret_place);

/* Make the device the port again, with its whole fence and its entry.  It is
 * down afterwards. */
int place_join(const struct state *state, struct lease *lease,
	       const struct again_place *place);

/* Set flags and VLANs of the port again. */
int place_repair(const struct state *state, struct lease *lease,
		 const struct again_place *place);

#endif
