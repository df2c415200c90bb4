/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * place.c - the table of facts: when each is wrong, and what vmtapd says then.
 * Pure.
 */
#include "link/place/place.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>

#include "link/rtnl/rtnl.h"

#define PORTS_MAX 1023 /* of a bridge: net/bridge/br_private.h */

struct place_facts place_begin(const struct rtnl_link *link, bool is_bridge)
{
	return (struct place_facts){
		.is_bridge = is_bridge,
		.name = link->ifname,
		.is_up = link->flags & IFF_UP,
		.has_carrier = link->has_carrier,
		.is_taken = link->stack.is_taken,
		.filters_vlans = link->vlans.has_filter,
		.mtu = link->mtu,
		.default_vlan = link->vlans.of_ports,
		.delay = link->stp.is_on ? link->stp.delay : 0,
	};
}

static const char *kind_of_link(const struct place_facts *place)
{
	return place->is_bridge ? "bridge" : "lower device";
}

/* ---- what refuses a device -------------------------------------------- */

/* In mode passthru vmtapd sets the lower device up itself. */
static bool is_down(const struct place_facts *place,
		    const struct place_device *device)
{
	return !place->is_up && !device->is_passthru;
}

static int say_down(const struct place_facts *place,
		    const struct place_device *device, char *text, size_t size)
{
	(void)device;
	return snprintf(
		text, size,
		"the %s %s is down; the administrator can set it up with 'ip link set %s up'",
		kind_of_link(place), place->name.s, place->name.s);
}

static bool is_taken(const struct place_facts *place,
		     const struct place_device *device)
{
	(void)device;
	return !place->is_bridge && place->is_taken;
}

static int say_taken(const struct place_facts *place,
		     const struct place_device *device, char *text, size_t size)
{
	(void)device;
	return snprintf(
		text, size,
		"the lower device %s is a port of a bridge or bond and cannot carry a macvtap; use kind = bridge, or another device",
		place->name.s);
}

static bool is_mtu_above(const struct place_facts *place,
			 const struct place_device *device)
{
	return device->mtu > place->mtu;
}

static int say_mtu_above(const struct place_facts *place,
			 const struct place_device *device, char *text,
			 size_t size)
{
	return snprintf(
		text, size,
		"the policy's mtu of %u is above the %u of the %s %s; lower the one or raise the other",
		device->mtu, place->mtu, kind_of_link(place), place->name.s);
}

static bool has_no_vlan(const struct place_facts *place,
			const struct place_device *device)
{
	return place->is_bridge && place->filters_vlans &&
	       place->default_vlan == 0 && !device->has_vlan;
}

static int say_no_vlan(const struct place_facts *place,
		       const struct place_device *device, char *text,
		       size_t size)
{
	(void)device;
	return snprintf(
		text, size,
		"the bridge %s filters VLANs and gives its ports none (vlan_default_pvid 0), so no frame of the guest would pass; the administrator can name one with vlan or vlans in the policy",
		place->name.s);
}

static bool is_full(const struct place_facts *place,
		    const struct place_device *device)
{
	(void)device;
	return place->ports.n >= PORTS_MAX;
}

static int say_full(const struct place_facts *place,
		    const struct place_device *device, char *text, size_t size)
{
	(void)device;
	return snprintf(
		text, size,
		"the bridge %s is full: it has 1023 ports; the administrator can add another bridge",
		place->name.s);
}

/* ---- what makes a device useless, or harms others --------------------- */

static bool is_mtu_below(const struct place_facts *place,
			 const struct place_device *device)
{
	return device->mtu > 0 && device->mtu == place->mtu &&
	       device->mtu < place->ports.mtu;
}

static int say_mtu_below(const struct place_facts *place,
			 const struct place_device *device, char *text,
			 size_t size)
{
	return snprintf(
		text, size,
		"the mtu of %u has pulled the bridge %s down to %u for all, and another port has %u; the administrator can raise mtu in the policy, or fix the bridge's with 'ip link set %s mtu %u'",
		device->mtu, place->name.s, place->mtu, place->ports.mtu,
		place->name.s, place->ports.mtu);
}

static bool has_no_way_out(const struct place_facts *place,
			   const struct place_device *device)
{
	(void)device;
	return place->ports.n_out == 0 && !place->ports.has_host;
}

static int say_no_way_out(const struct place_facts *place,
			  const struct place_device *device, char *text,
			  size_t size)
{
	(void)device;
	return snprintf(
		text, size,
		"the bridge %s leads nowhere: it has no port but those of guests, and the host has no address on it; the administrator can add a port with 'ip link set DEVICE master %s'",
		place->name.s, place->name.s);
}

static bool is_way_out_down(const struct place_facts *place,
			    const struct place_device *device)
{
	(void)device;
	if (!place->is_bridge)
		return place->is_up && !place->has_carrier;
	return place->ports.n_out > 0 && place->ports.n_carrier == 0 &&
	       !place->ports.has_host;
}

static int say_way_out_down(const struct place_facts *place,
			    const struct place_device *device, char *text,
			    size_t size)
{
	(void)device;
	if (!place->is_bridge)
		return snprintf(
			text, size,
			"the lower device %s has no carrier, so no frame of the guest leaves the host; see its cable, and 'ip link show %s'",
			place->name.s, place->name.s);
	return snprintf(
		text, size,
		"no port by which the bridge %s leads out has a carrier; see the cable, and 'ip link show master %s'",
		place->name.s, place->name.s);
}

static bool is_waiting(const struct place_facts *place,
		       const struct place_device *device)
{
	return device->is_waiting ||
	       (place->ports.n_carrier > 0 && place->ports.n_open == 0 &&
		place->delay > 0 && !place->ports.has_host);
}

static int say_waiting(const struct place_facts *place,
		       const struct place_device *device, char *text,
		       size_t size)
{
	(void)device;
	return snprintf(
		text, size,
		"the bridge %s runs spanning tree, and lets no frame of a new port pass for %u seconds; the administrator can shorten that with 'ip link set %s type bridge forward_delay 200', or end it with stp_state 0",
		place->name.s, 2 * place->delay, place->name.s);
}

/* ---- the table -------------------------------------------------------- */

static const struct row {
	const char *name;
	int error; /* of a refusal */
	bool is_of_look; /* not known before place_look() */
	bool (*is_wrong)(const struct place_facts *place,
			 const struct place_device *device);
	int (*say)(const struct place_facts *place,
		   const struct place_device *device, char *text, size_t size);
} rows[PLACE_FACTS] = {
	[PLACE_DOWN] = { "down", ENETDOWN, false, is_down, say_down },
	[PLACE_TAKEN] = { "taken", EBUSY, false, is_taken, say_taken },
	[PLACE_MTU_ABOVE] = { "mtu-above", EINVAL, false, is_mtu_above,
			      say_mtu_above },
	[PLACE_NO_VLAN] = { "no-vlan", EOPNOTSUPP, false, has_no_vlan,
			    say_no_vlan },
	[PLACE_FULL] = { "full", EXFULL, true, is_full, say_full },
	[PLACE_MTU_BELOW] = { "mtu-below", 0, true, is_mtu_below,
			      say_mtu_below },
	[PLACE_NO_WAY_OUT] = { "no-way-out", 0, true, has_no_way_out,
			       say_no_way_out },
	[PLACE_WAY_OUT_DOWN] = { "way-out-down", 0, true, is_way_out_down,
				 say_way_out_down },
	[PLACE_WAITING] = { "waiting", 0, true, is_waiting, say_waiting },
};

const char *place_name(enum place_fact fact)
{
	return rows[fact].name;
}

void place_describe(enum place_fact fact, const struct place_facts *place,
		    const struct place_device *device,
		    char text[PLACE_TEXT_SIZE])
{
	(void)rows[fact].say(place, device, text, PLACE_TEXT_SIZE);
}

/* A lower device has no ports, so it needs no look. */
enum place_state place_say(enum place_fact fact,
			   const struct place_facts *place,
			   const struct place_device *device,
			   char text[PLACE_TEXT_SIZE])
{
	const struct row *row = &rows[fact];

	if (row->is_of_look && !place->ports.is_known) {
		if (place->is_bridge)
			return PLACE_UNKNOWN;
		if (fact != PLACE_WAY_OUT_DOWN)
			return PLACE_OK;
	}
	if (!row->is_wrong(place, device))
		return PLACE_OK;
	place_describe(fact, place, device, text);
	return PLACE_WRONG;
}

int place_refuse_as(enum place_fact fact, const struct place_facts *place,
		    struct error *err)
{
	const struct place_device device = { 0 };
	char text[PLACE_TEXT_SIZE];

	place_describe(fact, place, &device, text);
	return error_set(err, VMTAP_E_HOST, rows[fact].error, "%s", text);
}

int place_refuse(const struct place_facts *place,
		 const struct place_device *device, struct error *err)
{
	char text[PLACE_TEXT_SIZE];

	for (enum place_fact fact = 0; fact < PLACE_REFUSALS; fact++)
		if (place_say(fact, place, device, text) == PLACE_WRONG)
			return error_set(err, VMTAP_E_HOST, rows[fact].error,
					 "%s", text);
	return 0;
}
