/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gateway.c - asks the host's main table of routes (RTM_GETROUTE).
 */
#include "link/rtnl/neighbour/gateway.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"

/* A way that a route goes. */
struct hop {
	unsigned int ifindex;
	struct gateway gateway; /* family 0: none */
};

static void get_address(const uint8_t *bytes, size_t size, unsigned int family,
			struct gateway *gateway)
{
	if (size != (family == AF_INET ? 4 : 16))
		return;
	gateway->family = (unsigned char)family;
	gateway->size = (unsigned char)size;
	memcpy(gateway->address, bytes, size);
}

struct route {
	unsigned char family;
	struct hop hop;
	struct gateways *gateways;
};

static void add_hop(struct gateways *gateways, const struct hop *hop)
{
	if (hop->ifindex == gateways->ifindex && hop->gateway.family != 0 &&
	    gateways->n < GATEWAYS_MAX)
		gateways->all[gateways->n++] = hop->gateway;
}

/* RTA_VIA: a route of IPv4 by a gateway of IPv6. */
static int get_hop(const struct nlattr *attr, void *data)
{
	const uint8_t *bytes = mnl_attr_get_payload(attr);
	const size_t size = mnl_attr_get_payload_len(attr);
	struct route *route = data;
	struct rtvia via;

	if (mnl_attr_get_type(attr) == RTA_OIF &&
	    mnl_attr_validate(attr, MNL_TYPE_U32) == 0) {
		route->hop.ifindex = mnl_attr_get_u32(attr);
	} else if (mnl_attr_get_type(attr) == RTA_GATEWAY) {
		get_address(bytes, size, route->family, &route->hop.gateway);
	} else if (mnl_attr_get_type(attr) == RTA_VIA && size > sizeof(via)) {
		memcpy(&via, bytes, sizeof(via));
		get_address(bytes + sizeof(via), size - sizeof(via),
			    via.rtvia_family, &route->hop.gateway);
	}
	return MNL_CB_OK;
}

static void get_hops(const struct nlattr *attr, const struct route *route)
{
	const uint8_t *bytes = mnl_attr_get_payload(attr);
	size_t left = mnl_attr_get_payload_len(attr);
	struct rtnexthop next;

	while (left >= sizeof(next)) {
		struct route one = *route;
		size_t size;

		memcpy(&next, bytes, sizeof(next));
		if (next.rtnh_len < sizeof(next) || next.rtnh_len > left)
			return;
		one.hop.ifindex = (unsigned int)next.rtnh_ifindex;
		(void)mnl_attr_parse_payload(bytes + sizeof(next),
					     next.rtnh_len - sizeof(next),
					     get_hop, &one);
		add_hop(route->gateways, &one.hop);
		size = RTNH_ALIGN(next.rtnh_len);
		if (size > left)
			return;
		bytes += size;
		left -= size;
	}
}

static int get_route(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == RTA_MULTIPATH)
		get_hops(attr, data);
	return get_hop(attr, data);
}

int gateways_parse(const struct nlmsghdr *nlh, struct gateways *gateways)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct route route = { .gateways = gateways };

	if (nlh->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm))
		return -EPROTO;
	if (rtm->rtm_dst_len != 0 || rtm->rtm_type != RTN_UNICAST)
		return 0;
	route.family = rtm->rtm_family;
	(void)mnl_attr_parse(nlh, sizeof(*rtm), get_route, &route);
	add_hop(gateways, &route.hop);
	return 0;
}

struct dump {
	struct gateways *gateways;
	size_t before; /* how many there were */
};

static void forget_family(void *data)
{
	const struct dump *dump = data;

	dump->gateways->n = dump->before;
}

static int keep_route(const struct nlmsghdr *nlh, void *data)
{
	const struct dump *dump = data;

	(void)gateways_parse(nlh, dump->gateways);
	return 0;
}

/* The kernel sends only routes of this table that use this link. */
static int list_family(struct rtnl *rtnl, unsigned char family,
		       struct gateways *gateways)
{
	struct dump dump = { .gateways = gateways, .before = gateways->n };
	struct rtmsg *rtm;
	int r;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETROUTE, NLM_F_DUMP, sizeof(*rtm),
			     &rtm)) {
		rtm->rtm_family = family;
		rtnl_finish(rtnl,
			    rtnl_put_u32(rtnl, RTA_TABLE, RT_TABLE_MAIN) &&
				    rtnl_put_u32(rtnl, RTA_OIF,
						 gateways->ifindex));
	}
	r = rtnl_dump(rtnl, keep_route, forget_family, &dump);
	return r == -ENOENT ? 0 : r; /* there is no such table yet */
}

int gateways_list(struct rtnl *rtnl, struct gateways *gateways)
{
	int r = list_family(rtnl, AF_INET, gateways);

	return r < 0 || !rtnl->has_ipv6 ? r
					: list_family(rtnl, AF_INET6, gateways);
}
