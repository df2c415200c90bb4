/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * known.c - asks the host's table of neighbours (RTM_GETNEIGH).
 */
#include "link/rtnl/neighbour/known.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "common/clock.h"
#include "link/rtnl/neighbour/gateway.h"
#include "link/rtnl/rtnl-batch.h"

#define PAUSE 10 /* in durations of the listing */
#define TICKS 100 /* in a second, of times that the kernel tells (USER_HZ) */

/* The kernel counts from the guest's last answer, or from its last word. */
static unsigned int get_age(const struct nlattr *attr)
{
	struct nda_cacheinfo info;
	const uint32_t *least;

	if (mnl_attr_get_payload_len(attr) < sizeof(info))
		return 0;
	memcpy(&info, mnl_attr_get_payload(attr), sizeof(info));
	least = info.ndm_confirmed < info.ndm_updated ? &info.ndm_confirmed
						      : &info.ndm_updated;
	return *least / TICKS;
}

static int get_known(const struct nlattr *attr, void *data)
{
	const size_t size = mnl_attr_get_payload_len(attr);
	struct known_address *known = data;

	switch (mnl_attr_get_type(attr)) {
	case NDA_LLADDR:
		if (size == LLADDR_LEN)
			memcpy(known->lladdr.b, mnl_attr_get_payload(attr),
			       LLADDR_LEN);
		break;
	case NDA_DST:
		if (size != 4 && size != sizeof(known->address))
			break;
		known->size = (unsigned char)size;
		memcpy(known->address, mnl_attr_get_payload(attr), size);
		break;
	case NDA_CACHEINFO:
		known->age = get_age(attr);
		break;
	}
	return MNL_CB_OK;
}

/* The kernel tells no address of an entry that is incomplete or has failed.  An
 * entry without ARP is a group's, or the host's own. */
int known_parse(const struct nlmsghdr *nlh, struct known_address *ret_known)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct known_address known = { 0 };

	if (nlh->nlmsg_type != RTM_NEWNEIGH ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*ndm))
		return -EPROTO;
	if (ndm->ndm_family == AF_BRIDGE || (ndm->ndm_state & NUD_NOARP))
		return -ENOENT;
	(void)mnl_attr_parse(nlh, sizeof(*ndm), get_known, &known);
	if (!lladdr_is_station(&known.lladdr))
		return -ENOENT;
	*ret_known = known;
	return 0;
}

struct addresses {
	size_t n, room;
	struct known_address *all;
};

/* What the host knows of one link. */
struct known_link {
	unsigned int ifindex; /* 0: of none yet */
	bool has_neighbours;
	uint64_t until; /* see clock_us(): then look again */
	struct addresses routers, neighbours;
};

static bool make_room(struct addresses *addresses, size_t most)
{
	const size_t room = addresses->room ? 2 * addresses->room : 64;
	struct known_address *all;

	if (addresses->n < addresses->room)
		return true;
	if (addresses->n >= most)
		return false;
	all = realloc(addresses->all, room * sizeof(*all));
	if (!all)
		return false;
	addresses->all = all;
	addresses->room = room;
	return true;
}

static bool has_lladdr(const struct addresses *addresses,
		       const struct lladdr *lladdr)
{
	for (size_t i = 0; i < addresses->n; i++)
		if (lladdr_equal(&addresses->all[i].lladdr, lladdr))
			return true;
	return false;
}

/* Nobody is refused because there are too many. */
static int keep_neighbour(const struct nlmsghdr *nlh, void *data)
{
	struct addresses *addresses = data;
	struct known_address known;

	if (known_parse(nlh, &known) == 0 &&
	    make_room(addresses, KNOWN_NEIGHBOURS_MAX))
		addresses->all[addresses->n++] = known;
	return 0;
}

static void forget_all(void *data)
{
	struct addresses *addresses = data;

	addresses->n = 0;
}

static int list_neighbours(struct rtnl *rtnl, unsigned int ifindex,
			   struct addresses *addresses)
{
	struct ndmsg *ndm;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETNEIGH, NLM_F_DUMP, sizeof(*ndm),
			     &ndm))
		rtnl_finish(rtnl, rtnl_put_u32(rtnl, NDA_IFINDEX, ifindex));
	return rtnl_dump(rtnl, keep_neighbour, forget_all, addresses);
}

/* All questions are one batch.  An entry that is not there has the answer
 * -ENOENT. */
static int list_routers(struct rtnl *rtnl, unsigned int ifindex,
			struct addresses *routers)
{
	struct gateways gateways = { .ifindex = ifindex };
	int r = gateways_list(rtnl, &gateways);

	if (r < 0 || gateways.n == 0)
		return r;
	rtnl_begin(rtnl);
	for (size_t i = 0; i < gateways.n; i++) {
		const struct gateway *gateway = &gateways.all[i];
		struct ndmsg *ndm;

		if (!rtnl_add_message(rtnl, RTM_GETNEIGH, 0, sizeof(*ndm),
				      &ndm))
			break;
		ndm->ndm_family = gateway->family;
		ndm->ndm_ifindex = (int)ifindex;
		rtnl_finish(rtnl, rtnl_put(rtnl, NDA_DST, gateway->size,
					   gateway->address));
	}
	r = rtnl_exchange(rtnl, NULL, keep_neighbour, routers);
	return r == -ENOENT ? 0 : r;
}

/* ---- lists that are kept ------------------------------------------------ */

struct known_links {
	unsigned int turn; /* the next one to be replaced */
	struct known_link all[KNOWN_LINKS_MAX];
};

void known_free(struct known_links *links)
{
	for (size_t i = 0; links && i < KNOWN_LINKS_MAX; i++) {
		free(links->all[i].routers.all);
		free(links->all[i].neighbours.all);
	}
	free(links);
}

static struct known_link *find_link(struct known_links *links,
				    unsigned int ifindex)
{
	for (size_t i = 0; i < KNOWN_LINKS_MAX; i++)
		if (links->all[i].ifindex == ifindex)
			return &links->all[i];
	links->turn = (links->turn + 1) % KNOWN_LINKS_MAX;
	return &links->all[links->turn];
}

static int look(struct rtnl *rtnl, unsigned int ifindex, bool has_neighbours,
		struct known_link *link)
{
	const unsigned long before = rtnl->questions;
	const uint64_t began = clock_us();
	int r;

	link->ifindex = 0; /* until it is complete */
	link->routers.n = 0;
	link->neighbours.n = 0;
	r = list_routers(rtnl, ifindex, &link->routers);
	if (r == 0 && has_neighbours)
		r = list_neighbours(rtnl, ifindex, &link->neighbours);
	rtnl->listings += rtnl->questions - before;
	if (r < 0)
		return r;
	link->ifindex = ifindex;
	link->has_neighbours = has_neighbours;
	link->until = clock_us() + PAUSE * (clock_us() - began);
	return 0;
}

/* The lists of a link, new if those that are kept are too old. */
static int get_link(struct rtnl *rtnl, unsigned int ifindex,
		    bool has_neighbours, struct known_link **ret_link)
{
	struct known_link *link;
	int r = 0;

	if (!rtnl->known)
		rtnl->known = calloc(1, sizeof(*rtnl->known));
	if (!rtnl->known)
		return -ENOMEM;
	link = find_link(rtnl->known, ifindex);
	if (link->ifindex != ifindex || clock_us() >= link->until ||
	    (has_neighbours && !link->has_neighbours))
		r = look(rtnl, ifindex, has_neighbours, link);
	if (r < 0)
		return r;
	*ret_link = link;
	return 0;
}

int known_addresses(struct rtnl *rtnl, unsigned int ifindex,
		    const struct lladdr *lladdr, struct known_address *all,
		    size_t n)
{
	const struct addresses *neighbours;
	struct known_link *link;
	size_t found = 0;
	int r = get_link(rtnl, ifindex, true, &link);

	if (r < 0)
		return r;
	neighbours = &link->neighbours;
	for (size_t i = 0; i < neighbours->n && found < n; i++)
		if (neighbours->all[i].size != 0 &&
		    lladdr_equal(&neighbours->all[i].lladdr, lladdr))
			all[found++] = neighbours->all[i];
	return (int)found;
}

int known_find(struct rtnl *rtnl, unsigned int ifindex, bool has_neighbours,
	       const struct lladdr *lladdr, enum known *ret_known)
{
	struct known_link *link;
	int r = get_link(rtnl, ifindex, has_neighbours, &link);

	if (r < 0)
		return r;
	if (has_lladdr(&link->routers, lladdr))
		*ret_known = KNOWN_ROUTER;
	else if (has_neighbours && has_lladdr(&link->neighbours, lladdr))
		*ret_known = KNOWN_NEIGHBOUR;
	else
		*ret_known = KNOWN_NOT;
	return 0;
}
