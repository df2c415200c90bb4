/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * known.h - which stations the host itself knows on a link: its neighbours (ARP
 * and ND), and which of them are its default routers.
 */
#ifndef VMTAP_KNOWN_H
#define VMTAP_KNOWN_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "link/rtnl/rtnl.h"

#define KNOWN_NEIGHBOURS_MAX 16384 /* of a link; vmtapd looks at no more */
#define KNOWN_LINKS_MAX 8 /* whose lists are kept */

enum known {
	KNOWN_NOT,
	KNOWN_NEIGHBOUR,
	KNOWN_ROUTER,
};

/* A neighbour of IPv4 or IPv6. */
struct known_address {
	struct lladdr lladdr;
	unsigned char size; /* of the address: 4 or 16 */
	uint8_t address[16];
	unsigned int age; /* seconds since it was heard or confirmed */
};

/*
 * As what does the host know the station with lladdr on this link?  Neighbours
 * other than routers count only if has_neighbours.
 *
 * The kernel cannot look for a hardware address, so this lists the neighbours
 * of the link.  It keeps the list for ten times as long as the listing took.
 * Clients can thus cause it for a tenth of the daemon's time, however many
 * neighbours there are.
 */
int known_find(struct rtnl *rtnl, unsigned int ifindex, bool has_neighbours,
	       const struct lladdr *lladdr, enum known *ret_known);

/* Write the IP addresses of the station with lladdr on this link, n at most, and
 * return how many there are of these.  The list is kept as above. */
int known_addresses(struct rtnl *rtnl, unsigned int ifindex,
		    const struct lladdr *lladdr, struct known_address *all,
		    size_t n);

/* The lists of a struct rtnl.  Accepts NULL. */
struct known_links;
void known_free(struct known_links *links);

/* From RTM_NEWNEIGH.  -ENOENT if the entry has no hardware address that a
 * station could have, -EPROTO if the message is malformed. */
int known_parse(const struct nlmsghdr *nlh, struct known_address *ret_known);

#endif
