/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-tc.h - programs on the way in and out of a link: clsact and the
 * classifier "bpf" (tc-bpf(8)), over rtnetlink.
 *
 * A classic program in direct-action mode is a plain message: no bpf(2), no
 * capability but CAP_NET_ADMIN.
 */
#ifndef VMTAP_RTNL_TC_H
#define VMTAP_RTNL_TC_H

#include <linux/filter.h>

#include "common/side.h"
#include "link/rtnl/rtnl.h"

/* On a side there is one program of vmtap's, and the kernel asks it first. */
#define RTNL_FILTER_PRIORITY 1
#define RTNL_FILTER_HANDLE 1

/* The place for programs, unless it is there. */
void rtnl_add_clsact(struct rtnl *rtnl, unsigned int ifindex);

/* Puts the program there, or in the place of the one that is there: at once,
 * each frame meets one of the two. */
void rtnl_add_filter(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		     const struct sock_filter *code, size_t n);

/* Room for a program, and how much of it is filled. */
struct rtnl_code {
	struct sock_filter *code;
	size_t max, n;
};

/*
 * The program that is there, as rtnl_add_filter() put it.  code->n is 0 if
 * there is none; -EMSGSIZE: it has more than code->max instructions.
 */
int rtnl_get_filter(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		    struct rtnl_code *code);

/* How many frames were dropped on both ways; 0 if there is no clsact. */
int rtnl_get_drops(struct rtnl *rtnl, unsigned int ifindex,
		   uint64_t *ret_drops);

#endif
