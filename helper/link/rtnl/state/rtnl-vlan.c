/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-vlan.c - asks for the VLANs of a port.
 */
#include "link/rtnl/state/rtnl-vlan.h"

#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"

/* One VLAN, or those from info.vid to last. */
struct entry {
	struct bridge_vlan_info info;
	unsigned int last;
};

static int get_entry(const struct nlattr *attr, void *data)
{
	struct entry *entry = data;

	if (mnl_attr_get_type(attr) == BRIDGE_VLANDB_ENTRY_INFO &&
	    mnl_attr_get_payload_len(attr) >= sizeof(entry->info))
		memcpy(&entry->info, mnl_attr_get_payload(attr),
		       sizeof(entry->info));
	else if (mnl_attr_get_type(attr) == BRIDGE_VLANDB_ENTRY_RANGE &&
		 mnl_attr_validate(attr, MNL_TYPE_U16) == 0)
		entry->last = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

static int keep_entry(const struct nlattr *attr, void *data)
{
	struct rtnl_members *members = data;
	struct entry entry = { .last = 0 };
	uint8_t is = RTNL_MEMBER;

	if (mnl_attr_get_type(attr) != BRIDGE_VLANDB_ENTRY)
		return MNL_CB_OK;
	(void)mnl_attr_parse_nested(attr, get_entry, &entry);
	if (entry.info.flags & BRIDGE_VLAN_INFO_PVID)
		is |= RTNL_MEMBER_PVID;
	if (entry.info.flags & BRIDGE_VLAN_INFO_UNTAGGED)
		is |= RTNL_MEMBER_UNTAGGED;
	for (unsigned int vlan = entry.info.vid;
	     vlan > 0 && vlan < RTNL_VLANS &&
	     (vlan == entry.info.vid || vlan <= entry.last);
	     vlan++)
		members->of[vlan] = is;
	return MNL_CB_OK;
}

unsigned int rtnl_vlan_port(const struct nlmsghdr *nlh)
{
	const struct br_vlan_msg *message = mnl_nlmsg_get_payload(nlh);

	return mnl_nlmsg_get_payload_len(nlh) >= sizeof(*message)
		       ? message->ifindex
		       : 0;
}

int rtnl_vlan_parse(const struct nlmsghdr *nlh, struct rtnl_members *members)
{
	if (nlh->nlmsg_type != RTM_NEWVLAN || rtnl_vlan_port(nlh) == 0)
		return -EPROTO;
	(void)mnl_attr_parse(nlh, sizeof(struct br_vlan_msg), keep_entry,
			     members);
	return 0;
}

static int keep_members(const struct nlmsghdr *nlh, void *data)
{
	return rtnl_vlan_parse(nlh, data);
}

int rtnl_vlan_get(struct rtnl *rtnl, unsigned int ifindex,
		  struct rtnl_members *ret_members)
{
	struct br_vlan_msg *message;

	memset(ret_members, 0, sizeof(*ret_members));
	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETVLAN, NLM_F_DUMP, sizeof(*message),
			     &message)) {
		message->family = AF_BRIDGE;
		message->ifindex = ifindex;
		rtnl_finish(rtnl, true);
	}
	return rtnl_exchange(rtnl, NULL, keep_members, ret_members);
}
