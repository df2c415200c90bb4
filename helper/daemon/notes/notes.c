/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * notes.c - has a function for the sentence of each note.  Pure.
 */
#include "daemon/notes/notes.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "common/wire/reply.h"

static void describe_mute(const struct lease *lease, char *text, size_t size)
{
	char lladdr[LLADDR_TEXT_SIZE];

	lladdr_format(&lease->facts.lladdr, lladdr);
	(void)snprintf(
		text, size,
		"nothing that the guest sent has passed; unless it sends from %s, set that in the VMM, as QEMU's -device ...,mac=%s",
		lladdr, lladdr);
}

static void describe_host_address(const struct lease *lease, char *text,
				  size_t size)
{
	char address[PREFIX_TEXT_SIZE];

	prefix_format(&lease->others.address, address);
	(void)snprintf(
		text, size,
		"this host has given itself an address on a guest's card; keep its network manager off the links vt*, see vmtapd(8), and take the address away with 'ip address del %s dev %s'",
		address, lease->ifname.s);
}

static void describe_host_route(const struct lease *lease, char *text,
				size_t size)
{
	(void)snprintf(
		text, size,
		"this host's default route goes through a guest's card; keep its network manager off the links vt*, see vmtapd(8), and delete the route with 'ip %sroute del default dev %s'",
		lease->others.route == AF_INET6 ? "-6 " : "", lease->ifname.s);
}

static void describe_link_local(const struct lease *lease, char *text,
				size_t size)
{
	struct prefix prefix = { AF_INET6, 128, { 0xfe, 0x80 } };
	char address[PREFIX_TEXT_SIZE], lladdr[LLADDR_TEXT_SIZE];

	memcpy(prefix.b + 8, &lease->mute.link_local,
	       sizeof(lease->mute.link_local));
	prefix_format(&prefix, address);
	lladdr_format(&lease->facts.lladdr, lladdr);
	(void)snprintf(
		text, size,
		"the guest uses the link-local address %s, which is not made from its hardware address %s and is dropped; let the guest make it so, as with 'sysctl net.ipv6.conf.all.addr_gen_mode=0', or let the administrator add that address to its addresses",
		address, lladdr);
}

static void (*const describe[NOTES])(const struct lease *lease, char *text,
				     size_t size) = {
	[NOTE_MUTE] = describe_mute,
	[NOTE_HOST_ADDRESS] = describe_host_address,
	[NOTE_HOST_ROUTE] = describe_host_route,
	[NOTE_LINK_LOCAL] = describe_link_local,
};

bool notes_set(struct lease *lease, enum note note, bool is_true)
{
	const uint32_t bit = UINT32_C(1) << note;
	const bool is_new = is_true && !(lease->notes & bit);

	lease->notes = is_true ? lease->notes | bit : lease->notes & ~bit;
	return is_new;
}

void notes_describe(const struct lease *lease, enum note note,
		    char text[NOTES_SENTENCE_SIZE])
{
	describe[note](lease, text, NOTES_SENTENCE_SIZE);
}

void notes_print(const struct lease *lease,
		 char text[VMTAP_PROTO_NOTES_TEXT_MAX + 1])
{
	char sentence[NOTES_SENTENCE_SIZE];
	size_t used = 0;

	for (unsigned int note = 0; note < NOTES; note++) {
		const char *name = note_name(note);

		if (!(lease->notes & (UINT32_C(1) << note)))
			continue;
		notes_describe(lease, note, sentence);
		reply_make_printable(sentence);
		if (used + strlen(name) + strlen(": \n") + strlen(sentence) >
		    VMTAP_PROTO_NOTES_TEXT_MAX)
			break;
		used += (size_t)sprintf(text + used, "%s: %s\n", name,
					sentence);
	}
}
