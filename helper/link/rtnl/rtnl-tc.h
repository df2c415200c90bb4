/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-tc.h - programs at ingress and egress of a link: clsact and the
 * classifier "bpf" (tc-bpf(8)), over rtnetlink.  A classic program in
 * direct-action mode is a plain message, and one about an eBPF program has its
 * descriptor.  Neither needs bpf(2), nor a capability but CAP_NET_ADMIN.
 */
#ifndef VMTAP_RTNL_TC_H
#define VMTAP_RTNL_TC_H

#include <linux/filter.h>
#include <stdint.h>

#include "common/kind.h"
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

/* The same with an eBPF program, by its descriptor.  It reads class as
 * tc_classid. */
void rtnl_add_ebpf(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		   int fd, uint32_t class);

/* A program as it was read. */
struct rtnl_code {
	struct sock_filter *code; /* room for a classic program */
	size_t max, n; /* its instructions: room for, and how many there are */
	uint32_t id; /* the kernel's number of an eBPF program; 0: none */
	uint32_t class;
};

/*
 * Read the program as rtnl_add_filter() or rtnl_add_ebpf() sent it.  code->n and
 * code->id are 0 if there is none.  -EMSGSIZE: it has more than code->max
 * instructions.
 */
int rtnl_get_filter(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		    struct rtnl_code *code);

/* Read how many frames the kernel dropped at ingress and egress together.  0 if
 * there is no clsact. */
int rtnl_get_drops(struct rtnl *rtnl, unsigned int ifindex,
		   uint64_t *ret_drops);

#endif
