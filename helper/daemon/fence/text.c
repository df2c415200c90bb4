/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * text.c - prints the classic program as instructions.  The eBPF program is the
 * same for all devices, so what it does with this one is told in words.
 */
#include "daemon/fence/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "common/fence.h"
#include "link/ebpf/slot.h"
#include "link/filter/filter.h"

#define LINE_SIZE 1024 /* the longest lists 16 addresses of 49 bytes */

/* ---- the classic program ---------------------------------------------- */

static size_t classic_lines(const struct filter_found *found)
{
	return found->program.n + 1;
}

static void classic_line(const struct filter_found *found, bool is_annotated,
			 size_t i, char line[LINE_SIZE])
{
	const char *head =
		found->kind == PROGRAM_EARLIER
			? "; an eBPF program that another vmtapd loaded; what it looks at is not known"
		: found->program.n == 0 ? "; no filter"
		: is_annotated
			? "; as the kernel has it; passing is -1, dropping 2"
			: "; as the kernel has it; without comments: it is not known to be that of today's policy";

	if (i > 0)
		(void)filter_print(&found->program, i - 1, line);
	else
		(void)snprintf(line, LINE_SIZE, "%s", head);
}

/* ---- the eBPF program -------------------------------------------------- */

static int print_mac(const void *bytes, const char *before, char *at,
		     size_t room)
{
	struct lladdr lladdr;
	char text[LLADDR_TEXT_SIZE];

	memcpy(lladdr.b, bytes, sizeof(lladdr.b));
	lladdr_format(&lladdr, text);
	return snprintf(at, room, "%s%s", before, text);
}

static void print_lladdr(const struct slot *slot, char line[LINE_SIZE])
{
	int n;

	if (!slot->has_lladdr) {
		(void)snprintf(
			line, LINE_SIZE,
			"mac: any station's source passes, because the guest's address is not known");
		return;
	}
	n = print_mac(slot->lladdr, "mac: the source is ", line, LINE_SIZE);
	for (unsigned int i = 0; i < slot->n_macs; i++)
		n += print_mac(slot->macs[i],
			       i + 1u < slot->n_macs ? ", " : " or ", line + n,
			       LINE_SIZE - (size_t)n);
	(void)snprintf(line + n, LINE_SIZE - (size_t)n,
		       ", and so is the sender in ARP and neighbour discovery");
}

static void print_vlans(const struct slot *slot, char line[LINE_SIZE])
{
	int n = snprintf(line, LINE_SIZE, "vlan: %s",
			 slot->n_vlans ? "no VLAN tags but" : "no VLAN tags");

	for (unsigned int i = 0; i < slot->n_vlans; i++)
		n += snprintf(line + n, LINE_SIZE - (size_t)n, " %u",
			      slot->vlans[i]);
}

static void print_addresses(const struct slot *slot, char line[LINE_SIZE])
{
	int n = snprintf(line, LINE_SIZE, "addresses:");
	char text[PREFIX_TEXT_SIZE];

	for (unsigned int i = 0; i < slot->n_ipv4 + slot->n_ipv6; i++) {
		struct prefix prefix = {
			.family = i < slot->n_ipv4 ? AF_INET : AF_INET6,
			.length = slot->bits[i],
		};

		memcpy(prefix.b, slot->addresses[i],
		       i < slot->n_ipv4 ? 4 : sizeof(prefix.b));
		prefix_format(&prefix, text);
		n += snprintf(line + n, LINE_SIZE - (size_t)n, " %s", text);
	}
}

/* A line for each word that the device has; NULL: the line has a value. */
static const struct {
	unsigned int word; /* 0: each device has the line */
	const char *text;
	void (*print)(const struct slot *slot, char line[LINE_SIZE]);
} lines[] = {
	{ 0,
	  "; vmtapd's eBPF program; a frame that breaks one of these rules is dropped",
	  NULL },
	{ 0,
	  "always: no frames to the groups of bridges and switches, and no checksum that would be written over what was looked at",
	  NULL },
	{ FENCE_MAC, NULL, print_lladdr },
	{ FENCE_ARP, "arp: the sender in ARP is one of the addresses", NULL },
	{ FENCE_IPV4, "ipv4: the source is one of the addresses", NULL },
	{ FENCE_IPV6,
	  "ipv6: the source, and what neighbour discovery claims, is one of the addresses",
	  NULL },
	{ FENCE_DHCP_SERVER,
	  "dhcp-server: no answers of a DHCP or DHCPv6 server", NULL },
	{ FENCE_RA, "ra: no router advertisements and no redirects", NULL },
	{ FENCE_VLAN, NULL, print_vlans },
	{ FENCE_ETHERTYPE, "ethertype: only IPv4, IPv6 and ARP", NULL },
	{ FENCE_ARP | FENCE_IPV4 | FENCE_IPV6, NULL, print_addresses },
};
#define N_LINES (sizeof(lines) / sizeof(lines[0]))

static bool has_line(const struct slot *slot, size_t i)
{
	return lines[i].word == 0 || (slot->words & lines[i].word);
}

static size_t ebpf_lines(const struct slot *slot)
{
	size_t n = 0;

	for (size_t i = 0; i < N_LINES; i++)
		n += has_line(slot, i);
	return n;
}

static void ebpf_line(const struct slot *slot, size_t wanted,
		      char line[LINE_SIZE])
{
	size_t i = 0;

	while (i < N_LINES && !(has_line(slot, i) && wanted-- == 0))
		i++;
	if (i == N_LINES)
		line[0] = '\0';
	else if (lines[i].print)
		lines[i].print(slot, line);
	else
		(void)snprintf(line, LINE_SIZE, "%s", lines[i].text);
}

/* ---- both -------------------------------------------------------------- */

_Static_assert(LINE_SIZE >= FILTER_LINE_SIZE, "has room");

void text_filter(const struct filter_found *found, bool is_annotated,
		 size_t first, struct vmtap_proto_show *show)
{
	size_t used = 0, i;
	char line[LINE_SIZE];

	show->lines = (uint32_t)(found->slot ? ebpf_lines(found->slot)
					     : classic_lines(found));
	show->program = found->slot ? found->slot_number
				    : filter_number(&found->program);
	for (i = first; i < show->lines; i++) {
		size_t n;

		if (found->slot)
			ebpf_line(found->slot, i, line);
		else
			classic_line(found, is_annotated, i, line);
		n = strlen(line);
		if (used + n + 1 > VMTAP_PROTO_SHOW_TEXT_MAX)
			break;
		memcpy(show->text + used, line, n);
		used += n;
		show->text[used++] = '\n';
	}
	show->next = i < show->lines ? (uint32_t)i : 0;
}
