/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * note.h - what vmtapd tells of a device that exists: what may be wrong with it
 * or with where it is, and from where its guest's addresses are known.  A
 * note is no error: 'vmtap list' prints its name, 'vmtap show' a sentence with
 * the remedy, and the log has it once.  The values cross the wire.
 */
#ifndef VMTAP_NOTE_H
#define VMTAP_NOTE_H

#include <stdbool.h>

enum note {
	NOTE_MUTE, /* all that the guest sent was dropped */
	NOTE_HOST_ADDRESS, /* the host has an address on the device */
	NOTE_HOST_ROUTE, /* the host's default route goes through it */
	NOTE_LINK_LOCAL, /* the guest's link-local address is dropped */
	NOTE_MOVED, /* it is at another bridge than that of its network */
	NOTE_NO_BRIDGE, /* it is the port of no bridge */
	NOTE_PORT_DIFFERS, /* its port has not the flags that were granted */
	NOTE_NO_VLANS, /* its bridge does not look at VLANs any more */
	NOTE_ELSEWHERE, /* a program says that another host has its address */
	NOTE_LINK_DOWN, /* its bridge or lower device is down */
	NOTE_MTU, /* its mtu has pulled the bridge's down */
	NOTE_NO_WAY_OUT, /* the bridge leads nowhere */
	NOTE_WAY_OUT_DOWN, /* nothing that leads out has a carrier */
	NOTE_WAITING, /* spanning tree lets no frame pass yet */
	NOTE_TWIN, /* another guest has its address */
	NOTE_NOT_GRANTED, /* today's policy would refuse it */
	NOTE_OTHER_ADDRESS, /* the client told another address than it has */
	NOTES /* at most 32 */
};

/* What CHECK could not ask the host, and only a device can tell.  The values
 * cross the wire. */
enum unasked {
	UNASKED_NODE, /* of a macvtap: it does not exist yet */
	UNASKED_FILTER, /* the kernel's classifier of frames */
	UNASKED_ALL /* at most 32 */
};

/* "whether ..."; NULL for an unknown value. */
const char *unasked_text(unsigned int unasked);

/* From where the IP addresses of a guest are known, or why none is.  The values
 * cross the wire. */
enum told {
	TOLD_NOT_ASKED, /* neither by LIST nor by SHOW */
	TOLD_FRAMES, /* the eBPF program has seen them */
	TOLD_NEIGHBOURS, /* they are among the host's neighbours */
	TOLD_HIDDEN, /* the policy turns it off */
	TOLD_HIDDEN_BEFORE, /* it did, when the program was set */
	TOLD_NOTHING_SEEN, /* by the program, nor by the host */
	TOLD_NO_PROGRAM, /* and the host has no such neighbour */
	TOLD_LATER, /* a list asks the kernel about few bridges */
	TOLD_ALL
};

static inline bool told_has_address(unsigned int told)
{
	return told == TOLD_FRAMES || told == TOLD_NEIGHBOURS;
}

/* "frames" or "neighbours"; or "". */
const char *told_source(enum told told);

/* "unknown, because ..."; or "". */
const char *told_unknown(enum told told);

/* "mute"; NULL for an unknown value. */
const char *note_name(unsigned int note);

#endif
