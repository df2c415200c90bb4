/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-tc.h - programs at ingress and egress of a link: clsact and the
 * classifier "bpf" (tc-bpf(8)), over rtnetlink.  A classic program in
 * direct-action mode is a plain message.  It needs no bpf(2), and no capability
 * but CAP_NET_ADMIN.
 */
#ifndef VMTAP_RTNL_TC_H
#define VMTAP_RTNL_TC_H

#include <linux/filter.h>

#include "common/side.h"
#include "link/rtnl/rtnl.h"

/* vmtap has one program on a side, and the kernel runs it first. */
#define RTNL_FILTER_PRIORITY 1
#define RTNL_FILTER_HANDLE 1

/* Add the place for programs, unless it exists. */
void rtnl_add_clsact(struct rtnl *rtnl, unsigned int ifindex);

/* Add the program, or replace the one that is there.  A replacement happens at
 * once: each frame meets one of the two. */
void rtnl_add_filter(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		     const struct sock_filter *code, size_t n);

/* Room for a program, and the number of instructions in it. */
struct rtnl_code {
	struct sock_filter *code;
	size_t max, n;
};

/*
 * Read the program as rtnl_add_filter() sent it.  code->n is 0 if there is
 * none.  -EMSGSIZE: it has more than code->max instructions.
 */
int rtnl_get_filter(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		    struct rtnl_code *code);

/* Read how many frames the kernel dropped at ingress and egress together.  0 if
 * there is no clsact. */
int rtnl_get_drops(struct rtnl *rtnl, unsigned int ifindex,
		   uint64_t *ret_drops);

#endif
