/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-batch.c - builds rtnetlink messages that make, change and delete links.
 */
#include "link/rtnl/rtnl-batch.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#define IPV6_MIN_MTU 1280 /* RFC 8200; a link with less has no IPv6 */

void rtnl_begin(struct rtnl *rtnl)
{
	rtnl->used = 0;
	rtnl->n_messages = 0;
	rtnl->is_overfull = false;
	rtnl->last = NULL;
}

struct nlmsghdr *rtnl_add_message(struct rtnl *rtnl, uint16_t type,
				  unsigned int flags, size_t extra_size,
				  void *ret_extra)
{
	void **extra = ret_extra;
	struct nlmsghdr *nlh;

	if (rtnl->is_overfull || rtnl->n_messages == BATCH_MESSAGES_MAX ||
	    sizeof(rtnl->batch) - rtnl->used <
		    NLMSG_HDRLEN + NLMSG_ALIGN(extra_size)) {
		rtnl->is_overfull = true;
		return NULL;
	}
	nlh = mnl_nlmsg_put_header(rtnl->batch + rtnl->used);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	nlh->nlmsg_seq = ++rtnl->seq;
	*extra = mnl_nlmsg_put_extra_header(nlh, extra_size);
	rtnl->last = nlh;
	return nlh;
}

struct nlmsghdr *rtnl_add_link(struct rtnl *rtnl, uint16_t type,
			       unsigned int flags, unsigned int ifindex)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh =
		rtnl_add_message(rtnl, type, flags, sizeof(*ifi), &ifi);

	if (!nlh)
		return NULL;
	ifi->ifi_family = AF_UNSPEC;
	ifi->ifi_index = (int)ifindex;
	return nlh;
}

/* The message is complete: count it, or note that it did not fit. */
void rtnl_finish(struct rtnl *rtnl, bool is_complete)
{
	if (!is_complete) {
		rtnl->is_overfull = true;
		return;
	}
	rtnl->used += NLMSG_ALIGN(rtnl->last->nlmsg_len);
	rtnl->n_messages++;
}

bool rtnl_put(struct rtnl *rtnl, uint16_t type, size_t size, const void *data)
{
	/* libmnl counts the bound from the start of this message */
	return mnl_attr_put_check(rtnl->last, sizeof(rtnl->batch) - rtnl->used,
				  type, size, data);
}

bool rtnl_put_u8(struct rtnl *rtnl, uint16_t type, uint8_t value)
{
	return rtnl_put(rtnl, type, sizeof(value), &value);
}

bool rtnl_put_u32(struct rtnl *rtnl, uint16_t type, uint32_t value)
{
	return rtnl_put(rtnl, type, sizeof(value), &value);
}

bool rtnl_put_text(struct rtnl *rtnl, uint16_t type, const char *text)
{
	return rtnl_put(rtnl, type, strlen(text) + 1, text);
}

struct nlattr *rtnl_nest(struct rtnl *rtnl, uint16_t type)
{
	return mnl_attr_nest_start_check(
		rtnl->last, sizeof(rtnl->batch) - rtnl->used, type);
}

void rtnl_nest_end(struct rtnl *rtnl, struct nlattr *start)
{
	mnl_attr_nest_end(rtnl->last, start);
}

static uint32_t kernel_mode(enum vmtap_mode mode)
{
	switch (mode) {
	case VMTAP_MODE_PRIVATE:
		return MACVLAN_MODE_PRIVATE;
	case VMTAP_MODE_VEPA:
		return MACVLAN_MODE_VEPA;
	case VMTAP_MODE_BRIDGE:
		return MACVLAN_MODE_BRIDGE;
	case VMTAP_MODE_PASSTHRU:
		return MACVLAN_MODE_PASSTHRU;
	case VMTAP_MODE_SOURCE:
		return MACVLAN_MODE_SOURCE;
	case VMTAP_MODE_NONE:
		break;
	}
	return 0; /* the kernel refuses this value */
}

static bool put_sources(struct rtnl *rtnl, const struct rtnl_macvtap *macvtap)
{
	struct nlattr *list;

	if (macvtap->n_sources == 0)
		return true;
	if (!rtnl_put_u32(rtnl, IFLA_MACVLAN_MACADDR_MODE, MACVLAN_MACADDR_SET))
		return false;
	list = rtnl_nest(rtnl, IFLA_MACVLAN_MACADDR_DATA);
	if (!list)
		return false;
	for (size_t i = 0; i < macvtap->n_sources; i++)
		if (!rtnl_put(rtnl, IFLA_MACVLAN_MACADDR, LLADDR_LEN,
			      macvtap->sources[i].b))
			return false;
	rtnl_nest_end(rtnl, list);
	return true;
}

static bool put_macvtap_info(struct rtnl *rtnl,
			     const struct rtnl_macvtap *macvtap)
{
	struct nlattr *info = rtnl_nest(rtnl, IFLA_LINKINFO);
	struct nlattr *data;

	if (!info || !rtnl_put_text(rtnl, IFLA_INFO_KIND, "macvtap"))
		return false;
	data = rtnl_nest(rtnl, IFLA_INFO_DATA);
	if (!data ||
	    !rtnl_put_u32(rtnl, IFLA_MACVLAN_MODE,
			  kernel_mode(macvtap->mode)) ||
	    !put_sources(rtnl, macvtap))
		return false;
	rtnl_nest_end(rtnl, data);
	rtnl_nest_end(rtnl, info);
	return true;
}

void rtnl_add_macvtap(struct rtnl *rtnl, const struct rtnl_macvtap *macvtap)
{
	if (!rtnl_add_link(rtnl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
			   macvtap->ifindex))
		return;
	rtnl_finish(rtnl,
		    rtnl_put_text(rtnl, IFLA_IFNAME, macvtap->ifname.s) &&
			    rtnl_put_u32(rtnl, IFLA_LINK, macvtap->lower) &&
			    rtnl_put_u32(rtnl, IFLA_GROUP, macvtap->group) &&
			    rtnl_put(rtnl, IFLA_ADDRESS, LLADDR_LEN,
				     macvtap->lladdr.b) &&
			    (macvtap->mtu == 0 ||
			     rtnl_put_u32(rtnl, IFLA_MTU, macvtap->mtu)) &&
			    put_macvtap_info(rtnl, macvtap));
}

static bool put_carrier(struct rtnl *rtnl)
{
	uint8_t on = 1;

	return rtnl_put(rtnl, IFLA_CARRIER, sizeof(on), &on);
}

/* IN6_ADDR_GEN_MODE_NONE: the kernel gives the link no address of its own, so
 * the host joins no group and solicits no router in place of the guest. */
static bool put_no_ipv6(struct rtnl *rtnl)
{
	uint8_t none = IN6_ADDR_GEN_MODE_NONE;
	struct nlattr *spec = rtnl_nest(rtnl, IFLA_AF_SPEC);
	struct nlattr *inet6 = spec ? rtnl_nest(rtnl, AF_INET6) : NULL;

	if (!inet6 ||
	    !rtnl_put(rtnl, IFLA_INET6_ADDR_GEN_MODE, sizeof(none), &none))
		return false;
	rtnl_nest_end(rtnl, inet6);
	rtnl_nest_end(rtnl, spec);
	return true;
}

void rtnl_add_set(struct rtnl *rtnl, unsigned int ifindex,
		  const struct rtnl_set *set)
{
	bool has_no_ipv6 = set->has_no_ipv6 && rtnl->has_ipv6 &&
			   (set->mtu == 0 || set->mtu >= IPV6_MIN_MTU);

	if (!rtnl_add_link(rtnl, RTM_NEWLINK, 0, ifindex))
		return;
	rtnl_finish(rtnl,
		    (set->mtu == 0 || rtnl_put_u32(rtnl, IFLA_MTU, set->mtu)) &&
			    (set->group == 0 ||
			     rtnl_put_u32(rtnl, IFLA_GROUP, set->group)) &&
			    (!set->lladdr ||
			     rtnl_put(rtnl, IFLA_ADDRESS, LLADDR_LEN,
				      set->lladdr->b)) &&
			    (!set->has_carrier || put_carrier(rtnl)) &&
			    (!set->alias ||
			     rtnl_put(rtnl, IFLA_IFALIAS, strlen(set->alias),
				      set->alias)) &&
			    (!has_no_ipv6 || put_no_ipv6(rtnl)));
}

void rtnl_add_master(struct rtnl *rtnl, unsigned int ifindex,
		     unsigned int master)
{
	if (rtnl_add_link(rtnl, RTM_NEWLINK, 0, ifindex))
		rtnl_finish(rtnl, rtnl_put_u32(rtnl, IFLA_MASTER, master));
}

static void add_flags(struct rtnl *rtnl, unsigned int ifindex,
		      unsigned int flags, unsigned int change)
{
	struct ifinfomsg *ifi;

	if (!rtnl_add_link(rtnl, RTM_NEWLINK, 0, ifindex))
		return;
	ifi = mnl_nlmsg_get_payload(rtnl->last);
	ifi->ifi_flags = flags;
	ifi->ifi_change = change;
	rtnl_finish(rtnl, true);
}

void rtnl_add_up(struct rtnl *rtnl, unsigned int ifindex)
{
	add_flags(rtnl, ifindex, IFF_UP, IFF_UP);
}

void rtnl_add_up_allmulti(struct rtnl *rtnl, unsigned int ifindex)
{
	add_flags(rtnl, ifindex, IFF_UP | IFF_ALLMULTI, IFF_UP | IFF_ALLMULTI);
}

void rtnl_add_down(struct rtnl *rtnl, unsigned int ifindex)
{
	add_flags(rtnl, ifindex, 0, IFF_UP);
}

void rtnl_add_delete(struct rtnl *rtnl, unsigned int ifindex)
{
	if (rtnl_add_link(rtnl, RTM_DELLINK, 0, ifindex))
		rtnl_finish(rtnl, true);
}

void rtnl_add_delete_group(struct rtnl *rtnl, unsigned int group)
{
	if (rtnl_add_link(rtnl, RTM_DELLINK, 0, 0))
		rtnl_finish(rtnl, rtnl_put_u32(rtnl, IFLA_GROUP, group));
}

static bool put_altname(struct rtnl *rtnl, const char *altname)
{
	struct nlattr *list = rtnl_nest(rtnl, IFLA_PROP_LIST | NLA_F_NESTED);

	if (!list || !rtnl_put_text(rtnl, IFLA_ALT_IFNAME, altname))
		return false;
	rtnl_nest_end(rtnl, list);
	return true;
}

void rtnl_add_altname(struct rtnl *rtnl, unsigned int ifindex,
		      const char *altname)
{
	if (rtnl_add_link(rtnl, RTM_NEWLINKPROP,
			  NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND, ifindex))
		rtnl_finish(rtnl, put_altname(rtnl, altname));
}
