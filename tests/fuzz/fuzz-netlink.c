/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as input from a netlink socket: the parser refuses each message, or
 * its result is legal.  vmtapd trusts the kernel, but cannot know kernels of
 * other versions, whose attributes may have other sizes.
 */
#include <assert.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/address/rtnl-addr.h"
#include "link/rtnl/address/rtnl-route.h"
#include "link/rtnl/multicast/groups.h"
#include "link/rtnl/neighbour/gateway.h"
#include "link/rtnl/neighbour/known.h"
#include "link/rtnl/rtnl-link.h"
#include "tests/fuzz/fuzz.h"

#define BYTES_MAX 4096

static void check_link(const struct nlmsghdr *nlh)
{
	struct rtnl_link link;

	memset(&link, 0xa5, sizeof(link));
	if (rtnl_link_parse(nlh, &link) < 0)
		return;
	assert(link.ifindex > 0);
	assert(memchr(link.ifname.s, '\0', sizeof(link.ifname.s)));
	assert(memchr(link.kind, '\0', sizeof(link.kind)));
	assert(memchr(link.alias, '\0', sizeof(link.alias)));
}

static void check_reason(const struct nlmsghdr *nlh)
{
	char text[16];

	memset(text, 0xa5, sizeof(text));
	rtnl_link_reason(nlh, text, sizeof(text));
	assert(memchr(text, '\0', sizeof(text)));
	for (const char *p = text; *p; p++)
		assert(*p >= ' ' && *p <= '~');
}

static void check_neighbours(const struct nlmsghdr *nlh)
{
	struct gateways gateways = { .ifindex = 2 };
	struct known_address known;

	assert(known_parse(nlh, &known) < 0 ||
	       (lladdr_is_station(&known.lladdr) &&
		(known.size == 0 || known.size == 4 || known.size == 16)));
	if (gateways_parse(nlh, &gateways) < 0)
		return;
	assert(gateways.n <= GATEWAYS_MAX);
	for (size_t i = 0; i < gateways.n; i++)
		assert(gateways.all[i].size == 4 || gateways.all[i].size == 16);
}

static void check_group(const struct rtnl_group *group, void *data)
{
	assert(group->bridge > 0 && !data);
}

static void check_address(const struct nlmsghdr *nlh)
{
	struct rtnl_addr addr;

	if (rtnl_addr_parse(nlh, &addr) < 0)
		return;
	assert(addr.address.family == AF_INET ? addr.address.length == 32
					      : addr.address.length == 128);
}

static void check_route(const struct rtnl_route *route, void *data)
{
	assert((route->family == AF_INET || route->family == AF_INET6) &&
	       !data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char bytes[BYTES_MAX] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *nlh = (const void *)bytes;
	int left = (int)(size > BYTES_MAX ? BYTES_MAX : size);

	if (left > 0)
		memcpy(bytes, data, (size_t)left);
	for (; rtnl_message_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		check_link(nlh);
		check_neighbours(nlh);
		check_address(nlh);
		rtnl_route_parse(nlh, check_route, NULL);
		rtnl_groups_parse(nlh, check_group, NULL);
		if (nlh->nlmsg_type == NLMSG_ERROR &&
		    nlh->nlmsg_len >= NLMSG_LENGTH(sizeof(struct nlmsgerr)))
			check_reason(nlh);
	}
	return 0;
}
