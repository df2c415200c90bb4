/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * well.c - one sentence for each fact.
 */
#include "daemon/doctor/well.h"

#include <stdio.h>

bool well_is_of_bridges(enum place_fact fact)
{
	switch (fact) {
	case PLACE_DOWN:
	case PLACE_TAKEN:
	case PLACE_MTU_ABOVE:
	case PLACE_WAY_OUT_DOWN:
		return false;
	case PLACE_NO_VLAN:
	case PLACE_FULL:
	case PLACE_MTU_BELOW:
	case PLACE_NO_WAY_OUT:
	case PLACE_WAITING:
	case PLACE_FACTS:
		break;
	}
	return true;
}

static const char *words_of(enum place_fact fact,
			    const struct place_facts *place)
{
	switch (fact) {
	case PLACE_DOWN:
		return place->is_up ? "it is up"
				    : "vmtapd sets it up for a device";
	case PLACE_TAKEN:
		return "it is no port of a bridge or bond";
	case PLACE_MTU_ABOVE:
		return "its MTU has room for that of the policy";
	case PLACE_NO_VLAN:
		return place->filters_vlans
			       ? "its ports are in a VLAN"
			       : "it does not look at VLANs, and need not";
	case PLACE_FULL:
		return "it has room for further ports";
	case PLACE_MTU_BELOW:
		return "no device of the network has lowered its MTU";
	case PLACE_NO_WAY_OUT:
		return place->ports.n_out > 0
			       ? "it has a port that leads out"
			       : "the host itself has an address or VLAN there";
	case PLACE_WAY_OUT_DOWN:
		return !place->is_bridge || place->ports.n_carrier > 0
			       ? "its way out has a carrier"
			       : "the host itself has an address or VLAN there";
	case PLACE_WAITING:
		return "no spanning tree keeps a new port waiting";
	case PLACE_FACTS:
		break;
	}
	return "";
}

enum vmtap_state well_say(enum place_fact fact, const struct place_facts *place,
			  const struct place_device *device,
			  char text[PLACE_TEXT_SIZE])
{
	if (fact == PLACE_WAITING && place->delay > 0) {
		place_describe(fact, place, device, text);
		return VMTAP_STATE_HINT;
	}
	(void)snprintf(text, PLACE_TEXT_SIZE, "the %s %s: %s",
		       place->is_bridge ? "bridge" : "lower device",
		       place->name.s, words_of(fact, place));
	return VMTAP_STATE_OK;
}
