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
	[NOTE_ELSEWHERE] = "elsewhere",
};

const char *note_name(unsigned int note)
{
	return note < NOTES ? names[note] : NULL;
}
