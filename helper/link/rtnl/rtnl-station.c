/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-station.c - asks the forwarding database of a bridge.
 */
#include "link/rtnl/rtnl-station.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-link.h"

static int get_attr(const struct nlattr *attr, void *data)
{
	struct rtnl_station *station = data;

	if (mnl_attr_get_type(attr) == NDA_FLAGS_EXT &&
	    mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
		station->is_locked = mnl_attr_get_u32(attr) &
				     RTNL_NTF_EXT_LOCKED;
	return MNL_CB_OK;
}

int rtnl_station_parse(const struct nlmsghdr *nlh,
		       struct rtnl_station *ret_station)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct rtnl_station station;

	if (nlh->nlmsg_type != RTM_NEWNEIGH ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*ndm) ||
	    ndm->ndm_family != AF_BRIDGE || ndm->ndm_ifindex <= 0)
		return -EPROTO;
	station = (struct rtnl_station){
		.ifindex = (unsigned int)ndm->ndm_ifindex,
		.is_own = ndm->ndm_state & NUD_PERMANENT,
		.is_fixed = ndm->ndm_state & NUD_NOARP,
		.is_external = ndm->ndm_flags & NTF_EXT_LEARNED,
	};
	(void)mnl_attr_parse(nlh, sizeof(*ndm), get_attr, &station);
	*ret_station = station;
	return 0;
}

static int keep_station(const struct nlmsghdr *nlh, void *data)
{
	return rtnl_station_parse(nlh, data);
}

int rtnl_station_find(struct rtnl *rtnl, unsigned int bridge, unsigned int vlan,
		      const struct lladdr *lladdr,
		      struct rtnl_station *ret_station)
{
	const uint16_t tag = (uint16_t)vlan;
	struct rtnl_station station = { 0 };
	struct ndmsg *ndm;
	int r;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETNEIGH, 0, sizeof(*ndm), &ndm)) {
		ndm->ndm_family = AF_BRIDGE;
		rtnl_finish(rtnl,
			    rtnl_put_u32(rtnl, NDA_MASTER, bridge) &&
				    rtnl_put(rtnl, NDA_LLADDR, LLADDR_LEN,
					     lladdr->b) &&
				    (vlan == 0 || rtnl_put(rtnl, NDA_VLAN,
							   sizeof(tag), &tag)));
	}
	r = rtnl_exchange(rtnl, NULL, keep_station, &station);
	if (r < 0)
		return r;
	if (station.ifindex == 0)
		return -ENOENT;
	*ret_station = station;
	return 0;
}
