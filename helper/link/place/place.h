/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * place.h - the facts of a host that make a device useless: what the bridge or
 * lower device of a network is like, and what vmtapd says about it.
 *
 * Each fact has a name, a state, and a sentence with the object, the cause and
 * the command that helps.  The first facts refuse a device (place_refuse()); the
 * others are hints, which become notes of the devices there.
 */
#ifndef VMTAP_PLACE_H
#define VMTAP_PLACE_H

#include <stdbool.h>

#include "common/error.h"
#include "common/ifname.h"

struct host;
struct rtnl_link;

enum place_fact {
	PLACE_DOWN, /* the link is down */
	PLACE_TAKEN, /* a lower device is a port of a bridge or bond */
	PLACE_MTU_ABOVE, /* the policy's mtu is above the link's */
	PLACE_NO_VLAN, /* ports get no VLAN, and the policy names none */
	PLACE_FULL, /* the bridge takes no further port */
	PLACE_REFUSALS, /* those before it refuse a device */
	PLACE_MTU_BELOW =
		PLACE_REFUSALS, /* a device's mtu pulls the bridge's down */
	PLACE_NO_WAY_OUT, /* the bridge has only ports of guests */
	PLACE_WAY_OUT_DOWN, /* no port that leads out has a carrier */
	PLACE_WAITING, /* spanning tree: no frame passes yet */
	PLACE_FACTS
};

enum place_state { PLACE_OK, PLACE_WRONG, PLACE_UNKNOWN };

/* The ports of a bridge, and the host behind it. */
struct place_ports {
	bool is_known;
	bool has_host; /* the host itself leads out: it has an IP address or a
			* VLAN there */
	unsigned int n, n_out; /* n_out: that vmtapd did not make */
	unsigned int n_carrier; /* of n_out: with a carrier */
	unsigned int n_open; /* of these: spanning tree lets frames pass */
	unsigned int mtu; /* the largest */
};

/* A bridge or lower device, at one time. */
struct place_facts {
	bool is_bridge;
	struct ifname name;
	/* by place_begin() */
	bool is_up, has_carrier, is_taken, filters_vlans;
	unsigned int mtu, default_vlan;
	unsigned int delay; /* see struct rtnl_stp; 0: it is off */
	struct place_ports ports; /* by place_look(), of a bridge */
};

/* What a device there wants, or has. */
struct place_device {
	bool is_passthru;
	bool has_vlan; /* the policy names VLANs */
	bool is_waiting; /* spanning tree: its own port waits */
	unsigned int mtu; /* 0: the link's */
};

#define PLACE_TEXT_SIZE 320

/* The facts that a link shows by itself. */
struct place_facts place_begin(const struct rtnl_link *link, bool is_bridge);

/* Look at the ports of the bridge, and ask whether the host leads out.  instance
 * is of the mark of vmtapd's links.  each() gets each port; it may be NULL.
 * The cost is a dump of the ports, and two more if no port leads out. */
int place_look(const struct host *host, unsigned int ifindex,
	       void (*each)(const struct rtnl_link *port, bool is_ours,
			    void *data),
	       void *data, struct place_facts *place);

/* "down" */
const char *place_name(enum place_fact fact);

/* The sentence of a fact that is wrong, without a full stop.  Pure. */
void place_describe(enum place_fact fact, const struct place_facts *place,
		    const struct place_device *device,
		    char text[PLACE_TEXT_SIZE]);

/* The sentence is written if the state is PLACE_WRONG.  Pure. */
enum place_state place_say(enum place_fact fact,
			   const struct place_facts *place,
			   const struct place_device *device,
			   char text[PLACE_TEXT_SIZE]);

/* May a device be made there?  -errno, with the sentence of the first fact that
 * refuses. */
int place_refuse(const struct place_facts *place,
		 const struct place_device *device, struct error *err);

/* The refusal of one fact, whatever its state: the kernel has found it. */
int place_refuse_as(enum place_fact fact, const struct place_facts *place,
		    struct error *err);

#endif
