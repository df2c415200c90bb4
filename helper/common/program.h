/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * program.h - what looks at the frames that a guest sends, and why it drops them.
 * The values cross the wire.
 */
#ifndef VMTAP_COMMON_PROGRAM_H
#define VMTAP_COMMON_PROGRAM_H

enum program {
	PROGRAM_NONE = 0,
	PROGRAM_CLASSIC = 1, /* it does not see what a frame asks the kernel to
			      * write behind it */
	PROGRAM_EBPF = 2,
	PROGRAM_EARLIER = 3, /* an eBPF program that another vmtapd loaded */
};

/* Why the eBPF program drops a frame; link/ebpf/slot.h has the same. */
enum drop {
	DROP_MAC,
	DROP_GROUP,
	DROP_ARP,
	DROP_IPV4,
	DROP_IPV6,
	DROP_ND_MAC,
	DROP_DHCP,
	DROP_DHCPV6,
	DROP_RA,
	DROP_REDIRECT,
	DROP_VLAN,
	DROP_ETHERTYPE,
	DROP_CHECKSUM,
	DROP_SHAPE,
	DROPS
};

/* "none", "classic", "ebpf", "earlier"; "?" for an unknown value. */
const char *program_name(enum program program);

/* Why a frame was dropped: "router advertisements", and "ra". */
struct drop_words {
	const char *text, *name;
};

/* NULL for an unknown value. */
const struct drop_words *drop_words(enum drop drop);

#endif
