/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-link.c - messages about links to values.  Pure: bytes go in, a struct
 * comes out.
 */
#include "link/rtnl/rtnl-link.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

_Static_assert(RTNL_ALIAS_MAX == IFALIASZ - 1, "as the kernel has it");

bool rtnl_message_ok(const struct nlmsghdr *nlh, int left)
{
	return mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (unsigned int)left;
}

static uint32_t get_u32(const struct nlattr *attr)
{
	return mnl_attr_validate(attr, MNL_TYPE_U32) < 0
		       ? 0
		       : mnl_attr_get_u32(attr);
}

/* Cut off what is too long.  The kernel's own limits are never above ours. */
static void get_text(const struct nlattr *attr, char *text, size_t size)
{
	size_t n = strnlen(mnl_attr_get_payload(attr),
			   mnl_attr_get_payload_len(attr));

	if (n >= size)
		n = size - 1;
	memcpy(text, mnl_attr_get_payload(attr), n);
	memset(text + n, 0, size - n);
}

static void get_lladdr(const struct nlattr *attr, struct lladdr *lladdr)
{
	if (mnl_attr_get_payload_len(attr) == LLADDR_LEN)
		memcpy(lladdr->b, mnl_attr_get_payload(attr), LLADDR_LEN);
}

static int get_tun(const struct nlattr *attr, void *data)
{
	struct rtnl_link *link = data;

	if (mnl_attr_get_type(attr) == IFLA_TUN_PERSIST &&
	    mnl_attr_validate(attr, MNL_TYPE_U8) == 0)
		link->is_persistent = mnl_attr_get_u8(attr);
	else if (mnl_attr_get_type(attr) == IFLA_TUN_OWNER)
		link->owner = get_u32(attr);
	else if (mnl_attr_get_type(attr) == IFLA_TUN_GROUP)
		link->has_group = true;
	else if (mnl_attr_get_type(attr) == IFLA_TUN_NUM_QUEUES ||
		 mnl_attr_get_type(attr) == IFLA_TUN_NUM_DISABLED_QUEUES)
		link->queues += get_u32(attr);
	link->has_owner = link->owner != 0 || link->has_group;
	return MNL_CB_OK;
}

static bool get_bool(const struct nlattr *attr)
{
	return mnl_attr_validate(attr, MNL_TYPE_U8) == 0 &&
	       mnl_attr_get_u8(attr);
}

#define TICKS_PER_SECOND 100 /* USER_HZ */

static int get_stp(const struct nlattr *attr, void *data)
{
	struct rtnl_stp *stp = data;

	if (mnl_attr_get_type(attr) == IFLA_BR_STP_STATE)
		stp->is_on = get_u32(attr) != 0;
	else if (mnl_attr_get_type(attr) == IFLA_BR_FORWARD_DELAY)
		stp->delay = get_u32(attr) / TICKS_PER_SECOND;
	return MNL_CB_OK;
}

static int get_macvlan(const struct nlattr *attr, void *data)
{
	struct rtnl_link *link = data;

	if (mnl_attr_get_type(attr) == IFLA_MACVLAN_MODE)
		link->stack.is_passthru = get_u32(attr) ==
					  MACVLAN_MODE_PASSTHRU;
	return MNL_CB_OK;
}

static int get_bridge(const struct nlattr *attr, void *data)
{
	struct rtnl_link *link = data;

	if (mnl_attr_get_type(attr) == IFLA_BR_VLAN_FILTERING) {
		link->vlans.has_filter = get_bool(attr);
	} else if (mnl_attr_get_type(attr) == IFLA_BR_MCAST_SNOOPING) {
		link->multicast.is_snooping = get_bool(attr);
	} else if (mnl_attr_get_type(attr) == IFLA_BR_MCAST_QUERIER) {
		link->multicast.is_querier = get_bool(attr);
	} else if (mnl_attr_get_type(attr) == IFLA_BR_MCAST_HASH_MAX) {
		link->multicast.room = get_u32(attr);
	} else if (mnl_attr_get_type(attr) == IFLA_BR_VLAN_DEFAULT_PVID &&
		   mnl_attr_validate(attr, MNL_TYPE_U16) == 0) {
		/* the kernel sends this only with
		 * CONFIG_BRIDGE_VLAN_FILTERING */
		link->vlans.is_unable = false;
		link->vlans.of_ports = mnl_attr_get_u16(attr);
	}
	return MNL_CB_OK;
}

static unsigned int flag_of(unsigned int type)
{
	switch (type) {
	case IFLA_BRPORT_LEARNING:
		return RTNL_PORT_LEARNING;
	case IFLA_BRPORT_LOCKED:
		return RTNL_PORT_LOCKED;
	case RTNL_BRPORT_MAB:
		return RTNL_PORT_MAB;
	case IFLA_BRPORT_ISOLATED:
		return RTNL_PORT_ISOLATED;
	case IFLA_BRPORT_GUARD:
		return RTNL_PORT_GUARD;
	case IFLA_BRPORT_PROTECT:
		return RTNL_PORT_ROOT_BLOCK;
	case IFLA_BRPORT_UNICAST_FLOOD:
		return RTNL_PORT_FLOOD;
	case IFLA_BRPORT_MCAST_FLOOD:
		return RTNL_PORT_MCAST_FLOOD;
	case IFLA_BRPORT_MULTICAST_ROUTER:
		return RTNL_PORT_NO_ROUTER;
	default: /* vmtapd does not set the other attributes */
		return 0;
	}
}

static int get_port(const struct nlattr *attr, void *data)
{
	struct rtnl_port *port = data;
	const unsigned int flag = flag_of(mnl_attr_get_type(attr));
	bool is_set = get_bool(attr);

	/* the number of a mode, of which 0 is MDB_RTR_TYPE_DISABLED */
	if (flag == RTNL_PORT_NO_ROUTER)
		is_set = !is_set;
	port->knows |= flag;
	port->has |= is_set ? flag : 0;
	return MNL_CB_OK;
}

static int get_port_state(const struct nlattr *attr, void *data)
{
	struct rtnl_stp *stp = data;

	if (mnl_attr_get_type(attr) == IFLA_BRPORT_STATE &&
	    mnl_attr_validate(attr, MNL_TYPE_U8) == 0)
		stp->is_waiting = mnl_attr_get_u8(attr) == BR_STATE_LISTENING ||
				  mnl_attr_get_u8(attr) == BR_STATE_LEARNING;
	return MNL_CB_OK;
}

static int get_data(const struct nlattr *attr, struct rtnl_link *link)
{
	if (strcmp(link->kind, "tun") == 0)
		return mnl_attr_parse_nested(attr, get_tun, link);
	if (strcmp(link->kind, "macvlan") == 0 ||
	    strcmp(link->kind, "macvtap") == 0)
		return mnl_attr_parse_nested(attr, get_macvlan, link);
	if (strcmp(link->kind, "bridge") == 0) {
		link->vlans.is_unable = true;
		(void)mnl_attr_parse_nested(attr, get_stp, &link->stp);
		return mnl_attr_parse_nested(attr, get_bridge, link);
	}
	return MNL_CB_OK;
}

struct info {
	struct rtnl_link *link;
	bool is_bridge_port;
};

/* What has a handler for all frames of its ports, so that nothing else can. */
static bool is_taker(const char *kind)
{
	static const char *const kinds[] = { "bridge", "bond", "team",
					     "openvswitch" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

/* The kernel sends the kind before the attributes of that kind. */
static int get_kind(const struct nlattr *attr, void *data)
{
	struct info *info = data;
	char kind[RTNL_KIND_SIZE];

	switch (mnl_attr_get_type(attr)) {
	case IFLA_INFO_KIND:
		get_text(attr, info->link->kind, sizeof(info->link->kind));
		break;
	case IFLA_INFO_DATA:
		return get_data(attr, info->link);
	case IFLA_INFO_SLAVE_KIND:
		get_text(attr, kind, sizeof(kind));
		info->is_bridge_port = strcmp(kind, "bridge") == 0;
		info->link->stack.is_taken = is_taker(kind);
		break;
	case IFLA_INFO_SLAVE_DATA:
		if (!info->is_bridge_port)
			break;
		(void)mnl_attr_parse_nested(attr, get_port_state,
					    &info->link->stp);
		return mnl_attr_parse_nested(attr, get_port, &info->link->port);
	default: /* vmtapd does not need the other attributes */
		break;
	}
	return MNL_CB_OK;
}

static int get_info(const struct nlattr *attr, struct rtnl_link *link)
{
	struct info info = { .link = link };

	return mnl_attr_parse_nested(attr, get_kind, &info);
}

static int get_family(const struct nlattr *attr, void *data)
{
	struct rtnl_link *link = data;

	if (mnl_attr_get_type(attr) == AF_INET6)
		link->has_ipv6 = true;
	return MNL_CB_OK;
}

static int get_attr(const struct nlattr *attr, void *data)
{
	struct rtnl_link *link = data;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		get_text(attr, link->ifname.s, sizeof(link->ifname.s));
		break;
	case IFLA_ADDRESS:
		get_lladdr(attr, &link->lladdr);
		break;
	case IFLA_CARRIER:
		link->has_carrier = mnl_attr_validate(attr, MNL_TYPE_U8) == 0 &&
				    mnl_attr_get_u8(attr);
		break;
	case IFLA_MTU:
		link->mtu = get_u32(attr);
		break;
	case IFLA_GROUP:
		link->group = get_u32(attr);
		break;
	case IFLA_MASTER:
		link->master = get_u32(attr);
		break;
	case IFLA_LINK:
		link->lower = get_u32(attr);
		break;
	case IFLA_IFALIAS:
		get_text(attr, link->alias, sizeof(link->alias));
		break;
	case IFLA_LINKINFO:
		return get_info(attr, link);
	case IFLA_AF_SPEC:
		return mnl_attr_parse_nested(attr, get_family, link);
	default: /* vmtapd does not need the other attributes */
		break;
	}
	return MNL_CB_OK;
}

int rtnl_link_parse(const struct nlmsghdr *nlh, struct rtnl_link *ret_link)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	struct rtnl_link link = { 0 };

	if ((nlh->nlmsg_type != RTM_NEWLINK &&
	     nlh->nlmsg_type != RTM_DELLINK) ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*ifi) ||
	    ifi->ifi_index <= 0)
		return -EPROTO;
	/* with AF_BRIDGE the message is about a port: RTM_DELLINK ends the
	 * port, not the link */
	if (ifi->ifi_family != AF_UNSPEC)
		return -EAFNOSUPPORT;
	link.ifindex = (unsigned int)ifi->ifi_index;
	link.flags = ifi->ifi_flags;
	link.type = ifi->ifi_type;
	(void)mnl_attr_parse(nlh, sizeof(*ifi), get_attr, &link);
	*ret_link = link;
	return 0;
}

struct reason {
	char *text;
	size_t size;
};

static int get_reason(const struct nlattr *attr, void *data)
{
	const struct reason *reason = data;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
		get_text(attr, reason->text, reason->size);
	return MNL_CB_OK;
}

void rtnl_link_reason(const struct nlmsghdr *nlh, char *text, size_t size)
{
	struct reason reason = { .text = text, .size = size };

	text[0] = '\0';
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    !(nlh->nlmsg_flags & NLM_F_CAPPED))
		return;
	(void)mnl_attr_parse(nlh, sizeof(struct nlmsgerr), get_reason, &reason);
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}
