/* SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only) */
/*
 * slot.h - the parameters of one device's fence, as the eBPF program reads them,
 * and what the program counts.  The program (fence.bpf.c) and vmtapd share this
 * file.  The slots are one array map, which vmtapd has mapped (BPF_F_MMAPABLE).
 *
 * The program finds a device's slot by the lower 16 bits of the class that the
 * device's filter has (TCA_BPF_CLASSID).  Slot 0 is never used.
 *
 * vmtapd writes the parameters before a filter names the slot, and never while
 * one does.  A change of parameters is another slot, and a filter that replaces
 * the filter of before: a frame meets all of the old parameters or all of the
 * new ones.  A slot that a filter has named is free again after RTM_DELLINK.
 */
#ifndef VMTAP_SLOT_H
#define VMTAP_SLOT_H

#define SLOT_ADDRESSES_MAX 16 /* FENCE_ADDRESSES_MAX */
#define SLOT_MACS_MAX 8 /* FENCE_MACS_MAX */
#define SLOT_VLANS_MAX 16 /* FENCE_VLANS_MAX */

/* Why the program dropped a frame: an index of slot.drops. */
enum slot_reason {
	SLOT_DROP_MAC, /* another source */
	SLOT_DROP_GROUP, /* to bridges or switches */
	SLOT_DROP_ARP, /* another's address in ARP or RARP */
	SLOT_DROP_IPV4, /* another's source, IPv4 */
	SLOT_DROP_IPV6, /* another's source or target, IPv6 */
	SLOT_DROP_ND_LLADDR, /* another's hardware address in ND */
	SLOT_DROP_DHCP, /* a DHCP server's answer, IPv4 */
	SLOT_DROP_DHCPV6, /* a DHCP server's answer, IPv6 */
	SLOT_DROP_RA, /* a router advertisement */
	SLOT_DROP_REDIRECT, /* a redirect, or ICMP router discovery */
	SLOT_DROP_VLAN, /* a tag that is not granted */
	SLOT_DROP_TYPE, /* another protocol */
	SLOT_DROP_CSUM, /* a checksum at a place that no word looked at */
	SLOT_DROP_SHAPE, /* a header that is cut, hidden or not understood */
	SLOT_REASONS
};

/* What the program has seen the guest use: an index of slot.seen. */
enum slot_seen {
	SEEN_IPV4,
	SEEN_GLOBAL, /* IPv6, not link-local */
	SEEN_GLOBAL_OTHER, /* a second one */
	SEEN_LINK_LOCAL,
	SLOT_SEEN
};

/* An IP address that the guest used last, see fence-seen.h.  vmtapd reads it by
 * seen_read() only, for the program writes at any moment. */
struct seen {
	__u32 sequence; /* odd while it is written */
	__u16 is_sure; /* by ARP or neighbour discovery */
	__u16 tick; /* of the kernel's jiffies, when time was renewed */
	__u64 time; /* CLOCK_MONOTONIC, in ns; 0: none */
	__u64 halves[2]; /* as in a frame; IPv4 is ::ffff:a.b.c.d */
};

/*
 * Addresses and lladdr are in network byte order, and host bits are 0.  The
 * first n_ipv4 of the addresses are IPv4 and use four bytes; n_ipv6 follow.
 */
struct slot {
	__u16 words; /* enum fence_filter; 0: all is dropped */
	__u8 lladdr[6];
	__u8 has_lladdr; /* else lladdr is not known */
	__u8 n_ipv4, n_ipv6, n_vlans, n_macs;
	__u8 learns_link_local; /* else .learned stays 0 */
	__u8 hides_addresses; /* slot.seen stays empty */
	__u8 pad[1];
	__u16 vlans[SLOT_VLANS_MAX];
	__u8 bits[SLOT_ADDRESSES_MAX]; /* of the prefix */
	__u64 addresses[SLOT_ADDRESSES_MAX][2];
	__u16 macs[SLOT_MACS_MAX][3]; /* further ones, besides lladdr */
	__u64 passed;
	__u64 drops[SLOT_REASONS];
	__u64 learned; /* the last half, as in a frame, of the link-local
			* address that the program has learned; 0: none yet */
	__u64 link_local; /* the last half, as in a frame, of another link-local
			   * address that the guest used last; 0: none */
	struct seen seen[SLOT_SEEN];
};

#endif
