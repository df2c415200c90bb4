/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gateway.h - the gateways of the host's default routes.
 */
#ifndef VMTAP_GATEWAY_H
#define VMTAP_GATEWAY_H

#include <linux/netlink.h>
#include <stdint.h>

#include "link/rtnl/rtnl.h"

#define GATEWAYS_MAX 32 /* of a link; vmtapd looks at no more */

struct gateway {
	unsigned char family;
	unsigned char size; /* of the address: 4 or 16 */
	uint8_t address[16];
};

struct gateways {
	unsigned int ifindex; /* only those on this link */
	size_t n;
	struct gateway all[GATEWAYS_MAX];
};

/* Add those of the main table, of IPv4 and IPv6. */
int gateways_list(struct rtnl *rtnl, struct gateways *gateways);

/* Add those of a default route, from RTM_NEWROUTE.  Other routes add none.
 * -EPROTO if the message is malformed. */
int gateways_parse(const struct nlmsghdr *nlh, struct gateways *gateways);

#endif
