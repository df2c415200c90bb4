/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-rate.h - reads back the rates that rtnl-qos.h sets.
 */
#ifndef VMTAP_RTNL_RATE_H
#define VMTAP_RTNL_RATE_H

#include <linux/netlink.h>

#include "common/kind.h"
#include "link/rtnl/rtnl.h"

/* The rate of the shaper at the root of the link, in bytes a second; 0: it has
 * none. */
int rtnl_get_shaper(struct rtnl *rtnl, unsigned int ifindex,
		    uint64_t *ret_bytes);

/* A policer of a side, see struct rtnl_police. */
struct rtnl_policer {
	unsigned int priority;
	uint64_t bytes; /* in a second; 0: there is none */
};
int rtnl_get_police(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		    struct rtnl_policer *policers, size_t n);

/* For one message of the kernel's answer. */
int rtnl_rate_shaper(const struct nlmsghdr *nlh, uint64_t *bytes);
int rtnl_rate_police(const struct nlmsghdr *nlh, struct rtnl_policer *policers,
		     size_t n);

#endif
