/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * note.c - the names of notes.  Pure.
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
