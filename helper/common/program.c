/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * program.c - words for programs and reasons.  Pure.
 */
#include "common/program.h"

#include <stddef.h>

static const char *const programs[] = {
	[PROGRAM_NONE] = "none",
	[PROGRAM_CLASSIC] = "classic",
	[PROGRAM_EBPF] = "ebpf",
	[PROGRAM_EARLIER] = "earlier",
};

const char *program_name(enum program program)
{
	return (size_t)program < sizeof(programs) / sizeof(programs[0])
		       ? programs[program]
		       : "?";
}

/* A new reason is a row here.  The names are words of vmtapd.conf(5), where there
 * is one. */
static const struct drop_words drops[DROPS] = {
	[DROP_MAC] = { "another source address", "mac" },
	[DROP_GROUP] = { "to bridges or switches", "group" },
	[DROP_ARP] = { "another's ARP address", "arp" },
	[DROP_IPV4] = { "another's IPv4 address", "ipv4" },
	[DROP_IPV6] = { "another's IPv6 address", "ipv6" },
	[DROP_ND_MAC] = { "another's hardware address in ND", "nd-mac" },
	[DROP_DHCP] = { "DHCP server's answers", "dhcp" },
	[DROP_DHCPV6] = { "DHCPv6 server's answers", "dhcpv6" },
	[DROP_RA] = { "router advertisements", "ra" },
	[DROP_REDIRECT] = { "redirects or router discovery", "redirect" },
	[DROP_VLAN] = { "VLAN tags", "vlan" },
	[DROP_ETHERTYPE] = { "other protocols", "ethertype" },
	[DROP_CHECKSUM] = { "checksums over what was read", "checksum" },
	[DROP_SHAPE] = { "cut, hidden or unknown headers", "shape" },
};

const struct drop_words *drop_words(enum drop drop)
{
	return (size_t)drop < DROPS ? &drops[drop] : NULL;
}
