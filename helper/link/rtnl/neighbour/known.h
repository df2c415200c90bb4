/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * known.h - which stations the host itself knows on a link: its neighbours (ARP
 * and ND), and which of them are its default routers.
 */
#ifndef VMTAP_KNOWN_H
#define VMTAP_KNOWN_H

#include <linux/netlink.h>
#include <stdbool.h>

#include "link/rtnl/rtnl.h"

#define KNOWN_NEIGHBOURS_MAX 16384 /* of a link; vmtapd looks at no more */
#define KNOWN_LINKS_MAX 8 /* whose lists are kept */

enum known {
	KNOWN_NOT,
	KNOWN_NEIGHBOUR,
	KNOWN_ROUTER,
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

/* The lists of a struct rtnl.  Accepts NULL. */
struct known_links;
void known_free(struct known_links *links);

/* The address of a neighbour of IPv4 or IPv6, from RTM_NEWNEIGH.  -ENOENT if
 * the entry has none that a station could have, -EPROTO if the message is
 * malformed. */
int known_parse(const struct nlmsghdr *nlh, struct lladdr *ret_lladdr);

#endif
