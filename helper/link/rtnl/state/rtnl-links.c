/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-links.c - asks for links: one, all, or the ports of a bridge (rtnl.h).
 */
#include <errno.h>
#include <linux/rtnetlink.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-link.h"
#include "link/rtnl/rtnl.h"

static int keep_link(const struct nlmsghdr *nlh, void *data)
{
	return rtnl_link_parse(nlh, data);
}

static int get_link(struct rtnl *rtnl, unsigned int ifindex,
		    const struct ifname *ifname, struct rtnl_link *ret_link)
{
	struct rtnl_link link = { 0 };
	int r;

	rtnl_begin(rtnl);
	if (rtnl_add_link(rtnl, RTM_GETLINK, 0, ifindex))
		rtnl_finish(rtnl,
			    (!ifname ||
			     rtnl_put_text(rtnl, IFLA_IFNAME, ifname->s)) &&
				    rtnl_put_u32(rtnl, IFLA_EXT_MASK,
						 RTEXT_FILTER_SKIP_STATS));
	r = rtnl_exchange(rtnl, NULL, keep_link, &link);
	if (r < 0)
		return r;
	if (link.ifindex == 0)
		return -ENODEV;
	if (link.ifindex == 1)
		rtnl->has_ipv6 = link.has_ipv6;
	*ret_link = link;
	return 0;
}

int rtnl_link_named(struct rtnl *rtnl, const struct ifname *ifname,
		    struct rtnl_link *ret_link)
{
	return get_link(rtnl, 0, ifname, ret_link);
}

int rtnl_link_numbered(struct rtnl *rtnl, unsigned int ifindex,
		       struct rtnl_link *ret_link)
{
	return get_link(rtnl, ifindex, NULL, ret_link);
}

struct dump {
	int (*each)(const struct rtnl_link *link, void *data);
	void *data;
};

static int dump_link(const struct nlmsghdr *nlh, void *data)
{
	struct dump *dump = data;
	struct rtnl_link link = { 0 };
	int r = rtnl_link_parse(nlh, &link);

	return r < 0 ? r : dump->each(&link, dump->data);
}

/* Let the kernel filter (rtnl_dump_ifinfo()). */
static bool put_kind(struct rtnl *rtnl, const char *kind)
{
	struct nlattr *info = rtnl_nest(rtnl, IFLA_LINKINFO);

	if (!info || !rtnl_put_text(rtnl, IFLA_INFO_KIND, kind))
		return false;
	rtnl_nest_end(rtnl, info);
	return true;
}

/* master and kind: of all links, if 0 and NULL. */
static int dump_links(struct rtnl *rtnl, unsigned int master, const char *kind,
		      struct dump *dump)
{
	rtnl_begin(rtnl);
	if (rtnl_add_link(rtnl, RTM_GETLINK, NLM_F_DUMP, 0))
		rtnl_finish(rtnl,
			    rtnl_put_u32(rtnl, IFLA_EXT_MASK,
					 RTEXT_FILTER_SKIP_STATS) &&
				    (!master ||
				     rtnl_put_u32(rtnl, IFLA_MASTER, master)) &&
				    (!kind || put_kind(rtnl, kind)));
	return rtnl_dump(rtnl, dump_link, NULL, dump);
}

int rtnl_link_dump_kind(struct rtnl *rtnl, const char *kind,
			int (*each)(const struct rtnl_link *link, void *data),
			void *data)
{
	return dump_links(rtnl, 0, kind, &(struct dump){ each, data });
}

int rtnl_link_dump_ports(struct rtnl *rtnl, unsigned int bridge,
			 int (*each)(const struct rtnl_link *link, void *data),
			 void *data)
{
	return dump_links(rtnl, bridge, NULL, &(struct dump){ each, data });
}

int rtnl_link_dump(struct rtnl *rtnl,
		   int (*each)(const struct rtnl_link *link, void *data),
		   void *data)
{
	return rtnl_link_dump_kind(rtnl, NULL, each, data);
}
