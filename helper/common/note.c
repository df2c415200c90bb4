/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * note.c - the names of notes, and the words for what is not known.  Pure.
 */
#include "common/note.h"

#include <stddef.h>

static const char *const names[NOTES] = {
	[NOTE_MUTE] = "mute",
	[NOTE_HOST_ADDRESS] = "host-address",
	[NOTE_HOST_ROUTE] = "host-route",
	[NOTE_LINK_LOCAL] = "link-local",
	[NOTE_MOVED] = "moved",
	[NOTE_NO_BRIDGE] = "no-bridge",
	[NOTE_PORT_DIFFERS] = "port-differs",
	[NOTE_NO_VLANS] = "no-vlans",
	[NOTE_ELSEWHERE] = "elsewhere",
	[NOTE_LINK_DOWN] = "link-down",
	[NOTE_MTU] = "mtu",
	[NOTE_NO_WAY_OUT] = "no-way-out",
	[NOTE_WAY_OUT_DOWN] = "way-out-down",
	[NOTE_WAITING] = "waiting",
	[NOTE_TWIN] = "twin",
	[NOTE_NOT_GRANTED] = "not-granted",
	[NOTE_OTHER_ADDRESS] = "other-address",
};

static const char *const questions[UNASKED_ALL] = {
	[UNASKED_NODE] =
		"whether vmtapd may open the node of a new macvtap, which udev gives to it",
	[UNASKED_FILTER] =
		"whether the kernel has the classifier bpf for the filter of the device",
};

const char *unasked_text(unsigned int unasked)
{
	return unasked < UNASKED_ALL ? questions[unasked] : NULL;
}

const char *note_name(unsigned int note)
{
	return note < NOTES ? names[note] : NULL;
}

static const struct {
	const char *source, *unknown;
} words[TOLD_ALL] = {
	[TOLD_FRAMES] = { .source = "frames" },
	[TOLD_NEIGHBOURS] = { .source = "neighbours" },
	[TOLD_HIDDEN] = { .unknown =
				  "unknown, because the policy of the network has guest-address = false" },
	[TOLD_HIDDEN_BEFORE] = { .unknown =
					 "unknown, because the device was granted with guest-address = false, or its network has left the policy" },
	[TOLD_NOTHING_SEEN] = { .unknown =
					"unknown, because the guest has used none since the device got its filter" },
	[TOLD_NO_PROGRAM] = { .unknown =
				      "unknown, because the device does not have the eBPF program, and the host has no neighbour with the guest's hardware address there" },
	[TOLD_LATER] = { .unknown =
				 "unknown, because a list asks the kernel about few bridges; 'vmtap show' asks about this one" },
};

const char *told_source(enum told told)
{
	return told < TOLD_ALL && words[told].source ? words[told].source : "";
}

const char *told_unknown(enum told told)
{
	return told < TOLD_ALL && words[told].unknown ? words[told].unknown
						      : "";
}
