/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * note.h - what may be wrong with a device that works, or with where it is.  A
 * note is no error: 'vmtap list' prints its name, 'vmtap show' a sentence with
 * the remedy, and the log has it once.  The values cross the wire.
 */
#ifndef VMTAP_NOTE_H
#define VMTAP_NOTE_H

enum note {
	NOTE_MUTE, /* all that the guest sent was dropped */
	NOTE_HOST_ADDRESS, /* the host has an address on the device */
	NOTE_HOST_ROUTE, /* the host's default route goes through it */
	NOTE_LINK_LOCAL, /* the guest's link-local address is dropped */
	NOTE_MOVED, /* it is at another bridge than that of its network */
	NOTE_NO_BRIDGE, /* it is the port of no bridge */
	NOTE_PORT_DIFFERS, /* its port has not the flags that were granted */
	NOTE_ELSEWHERE, /* a program says that another host has its address */
	NOTES /* at most 32 */
};

/* "mute"; NULL for an unknown value. */
const char *note_name(unsigned int note);

#endif
