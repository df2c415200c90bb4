/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * notes.c - has a function for the sentence of each note.  Pure.
 */
#include "daemon/notes/notes.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "common/wire/reply.h"
#include "link/rtnl/rtnl.h"

const struct lladdr notes_qemus_lladdr = { { 0x52, 0x54, 0x00, 0x12, 0x34,
					     0x56 } };

/* Nobody told the address of the guest, and none that it used was admitted. */
static void describe_unlearned(const struct lease *lease, char *text,
			       size_t size)
{
	const unsigned int n = lease->learn.refusals;
	char lladdr[LLADDR_TEXT_SIZE] = "an address";

	if (n > 0)
		lladdr_format(&lease->learn.refused[n - 1], lladdr);
	(void)snprintf(
		text, size,
		"nothing that the guest sent has passed: it sends from %s, which it may not have; set a permitted one in the VMM, see 'vmtap mac %s' and vmtapd's log",
		lladdr, lease->facts.network.s);
}

static void describe_mute(const struct lease *lease, char *text, size_t size)
{
	char lladdr[LLADDR_TEXT_SIZE];

	if (!facts_has_lladdr(&lease->facts)) {
		describe_unlearned(lease, text, size);
		return;
	}
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
	const struct fence *fence = lease_fence(lease);
	const bool learns = fence &&
			    fence->link_local == FENCE_LINK_LOCAL_LEARN;

	memcpy(prefix.b + 8, &lease->mute.link_local,
	       sizeof(lease->mute.link_local));
	prefix_format(&prefix, address);
	lladdr_format(&lease->facts.lladdr, lladdr);
	(void)snprintf(
		text, size,
		"the guest uses the link-local address %s, which is not made from its hardware address %s and is dropped; let the guest make it so, as with 'sysctl net.ipv6.conf.all.addr_gen_mode=0'%s",
		address, lladdr,
		learns ? ", or open the device again: it has learned another one, or vmtapd.conf(5) says why it learns none like this"
		       : ", or let the administrator write link-local = learn for its network");
}

static void describe_moved(const struct lease *lease, char *text, size_t size)
{
	(void)snprintf(
		text, size,
		"an administrator put the device on %s, which is not the bridge of its network, and sets up its port there; 'ip link set %s nomaster' brings it back, with its fence",
		lease->link.s, lease->ifname.s);
}

static void describe_no_bridge(const struct lease *lease, char *text,
			       size_t size)
{
	switch (lease->again.why) {
	case LEASE_LOST_BRIDGE:
		(void)snprintf(
			text, size,
			"nothing reaches the guest: the bridge %s does not exist; the administrator can make it with 'ip link add %s type bridge', and vmtapd makes the device its port again",
			lease->link.s, lease->link.s);
		break;
	case LEASE_LOST_VLANS:
		(void)snprintf(
			text, size,
			"nothing reaches the guest: the bridge %s does not look at VLANs any more; the administrator can change that with 'ip link set %s type bridge vlan_filtering 1'",
			lease->link.s, lease->link.s);
		break;
	case LEASE_LOST_FENCE:
		(void)snprintf(
			text, size,
			"nothing reaches the guest: it is the port of no bridge, and today's policy does not tell which fence it was granted; release it and ask for another device");
		break;
	}
}

static void describe_no_vlans(const struct lease *lease, char *text,
			      size_t size)
{
	(void)snprintf(
		text, size,
		"the bridge %s does not look at VLANs any more, so the guest is not kept to those of its network; the administrator can change that with 'ip link set %s type bridge vlan_filtering 1'",
		lease->link.s, lease->link.s);
}

/* What a flag of a port means where it is set, and where it is not. */
static const struct {
	unsigned int flag;
	const char *set, *unset;
} words[] = {
	{ RTNL_PORT_LEARNING, "learning on", "learning off" },
	{ RTNL_PORT_LOCKED, "locked on", "locked off" },
	{ RTNL_PORT_MAB, "mab on", "mab off" },
	{ RTNL_PORT_ISOLATED, "isolated on", "isolated off" },
	{ RTNL_PORT_GUARD, "guard on", "guard off" },
	{ RTNL_PORT_ROOT_BLOCK, "root_block on", "root_block off" },
	{ RTNL_PORT_FLOOD, "flood on", "flood off" },
	{ RTNL_PORT_MCAST_FLOOD, "mcast_flood on", "mcast_flood off" },
	{ RTNL_PORT_NO_ROUTER, "mcast_router 0", "mcast_router 1" },
};

static void describe_port(const struct lease *lease, char *text, size_t size)
{
	int n = snprintf(text, size, "its port at %s is not as it was granted:",
			 lease->link.s);
	const char *before = " ";

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (lease->again.wrong & words[i].flag) {
			n += snprintf(text + n, size - (size_t)n, "%s%s",
				      before,
				      lease->again.has & words[i].flag
					      ? words[i].set
					      : words[i].unset);
			before = ", ";
		}
}

static void describe_elsewhere(const struct lease *lease, char *text,
			       size_t size)
{
	char lladdr[LLADDR_TEXT_SIZE];

	lladdr_format(&lease->facts.lladdr, lladdr);
	(void)snprintf(
		text, size,
		"a routing program of this host says that another host has %s, so the bridge drops what the guest sends; end the guest there, or release this device",
		lladdr);
}

static void describe_twin(const struct lease *lease, char *text, size_t size)
{
	char lladdr[LLADDR_TEXT_SIZE];

	lladdr_format(&lease->learn.taken, lladdr);
	(void)snprintf(
		text, size,
		"another guest has the address %s%s; set another one in the VMM, as QEMU's -device ...,mac=",
		lladdr,
		lladdr_equal(&lease->learn.taken, &notes_qemus_lladdr)
			? ", which QEMU gives to every VM without mac="
			: "");
}

static void describe_not_granted(const struct lease *lease, char *text,
				 size_t size)
{
	(void)snprintf(
		text, size,
		"the policy does not grant this device any more; it stays until its guest ends, or an administrator ends it with 'vmtap revoke %s'; 'vmtapd --check --explain %u %s' says what the policy grants",
		lease->ifname.s, lease->facts.uid, lease->facts.network.s);
}

static void describe_other_address(const struct lease *lease, char *text,
				   size_t size)
{
	char told[LLADDR_TEXT_SIZE], lladdr[LLADDR_TEXT_SIZE];

	lladdr_format(&lease->learn.told, told);
	lladdr_format(&lease->facts.lladdr, lladdr);
	if (facts_has_lladdr(&lease->facts))
		(void)snprintf(
			text, size,
			"the VMM gives the guest the address %s, which vmtapd refused, so what it sends is dropped; set the device's own in the VMM, %s",
			told, lladdr);
	else
		(void)snprintf(
			text, size,
			"the VMM gives the guest the address %s, which vmtapd refused, so what it sends is dropped; set a permitted one in the VMM, see 'vmtap mac %s' and vmtapd's log",
			told, lease->facts.network.s);
}

/* ---- the place -------------------------------------------------------- */

static void describe_place(const struct lease *lease, enum place_fact fact,
			   char *text, size_t size)
{
	const struct place_device device = { .mtu = lease->mtu };
	char sentence[PLACE_TEXT_SIZE];

	place_describe(fact, &lease->noted.place, &device, sentence);
	(void)snprintf(text, size, "%s", sentence);
}

#define DESCRIBE(name, fact)                                                   \
	static void describe_##name(const struct lease *lease, char *text,     \
				    size_t size)                               \
	{                                                                      \
		describe_place(lease, fact, text, size);                       \
	}
DESCRIBE(link_down, PLACE_DOWN)
DESCRIBE(mtu, PLACE_MTU_BELOW)
DESCRIBE(no_way_out, PLACE_NO_WAY_OUT)
DESCRIBE(way_out_down, PLACE_WAY_OUT_DOWN)
DESCRIBE(waiting, PLACE_WAITING)

static void (*const describe[NOTES])(const struct lease *lease, char *text,
				     size_t size) = {
	[NOTE_MUTE] = describe_mute,
	[NOTE_HOST_ADDRESS] = describe_host_address,
	[NOTE_HOST_ROUTE] = describe_host_route,
	[NOTE_LINK_LOCAL] = describe_link_local,
	[NOTE_MOVED] = describe_moved,
	[NOTE_NO_BRIDGE] = describe_no_bridge,
	[NOTE_PORT_DIFFERS] = describe_port,
	[NOTE_NO_VLANS] = describe_no_vlans,
	[NOTE_ELSEWHERE] = describe_elsewhere,
	[NOTE_LINK_DOWN] = describe_link_down,
	[NOTE_MTU] = describe_mtu,
	[NOTE_NO_WAY_OUT] = describe_no_way_out,
	[NOTE_WAY_OUT_DOWN] = describe_way_out_down,
	[NOTE_WAITING] = describe_waiting,
	[NOTE_TWIN] = describe_twin,
	[NOTE_NOT_GRANTED] = describe_not_granted,
	[NOTE_OTHER_ADDRESS] = describe_other_address,
};

bool notes_set(struct lease *lease, enum note note, bool is_true)
{
	const uint32_t bit = UINT32_C(1) << note;
	const bool is_new = is_true && !(lease->noted.bits & bit);

	lease->noted.bits = is_true ? lease->noted.bits | bit
				    : lease->noted.bits & ~bit;
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

		if (!(lease->noted.bits & (UINT32_C(1) << note)))
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
