/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-tc.c - builds and reads messages about clsact and its programs.
 */
#include "link/rtnl/rtnl-tc.h"

#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"

#define CLSACT_HANDLE TC_H_MAKE(TC_H_CLSACT, 0)

static uint32_t parent_of(enum side side)
{
	switch (side) {
	case SIDE_INGRESS:
		return TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
	case SIDE_EGRESS:
		return TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS);
	}
	return TC_H_UNSPEC;
}

static bool add_tc(struct rtnl *rtnl, uint16_t type, unsigned int flags,
		   const struct tcmsg *tc)
{
	struct tcmsg *message;

	if (!rtnl_add_message(rtnl, type, flags, sizeof(*message), &message))
		return false;
	*message = *tc;
	return true;
}

static struct tcmsg tc_clsact(unsigned int ifindex)
{
	return (struct tcmsg){
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)ifindex,
		.tcm_handle = CLSACT_HANDLE,
		.tcm_parent = TC_H_CLSACT,
	};
}

static struct tcmsg tc_filter(unsigned int ifindex, enum side side)
{
	return (struct tcmsg){
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)ifindex,
		.tcm_handle = RTNL_FILTER_HANDLE,
		.tcm_parent = parent_of(side),
		.tcm_info =
			TC_H_MAKE(RTNL_FILTER_PRIORITY << 16, htons(ETH_P_ALL)),
	};
}

void rtnl_add_clsact(struct rtnl *rtnl, unsigned int ifindex)
{
	struct tcmsg tc = tc_clsact(ifindex);

	if (add_tc(rtnl, RTM_NEWQDISC, NLM_F_CREATE, &tc))
		rtnl_finish(rtnl, rtnl_put_text(rtnl, TCA_KIND, "clsact"));
}

static bool put_program(struct rtnl *rtnl, const struct sock_filter *code,
			size_t n)
{
	uint16_t length = (uint16_t)n;
	struct nlattr *options;

	if (n > BPF_MAXINSNS || !rtnl_put_text(rtnl, TCA_KIND, "bpf"))
		return false;
	options = rtnl_nest(rtnl, TCA_OPTIONS);
	if (!options ||
	    !rtnl_put(rtnl, TCA_BPF_OPS_LEN, sizeof(length), &length) ||
	    !rtnl_put(rtnl, TCA_BPF_OPS, n * sizeof(*code), code) ||
	    !rtnl_put_u32(rtnl, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT))
		return false;
	rtnl_nest_end(rtnl, options);
	return true;
}

void rtnl_add_filter(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		     const struct sock_filter *code, size_t n)
{
	struct tcmsg tc = tc_filter(ifindex, side);

	if (add_tc(rtnl, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_REPLACE, &tc))
		rtnl_finish(rtnl, put_program(rtnl, code, n));
}

#define EBPF_NAME "vmtap" /* for people who read it by tc(8) */

static bool put_ebpf(struct rtnl *rtnl, int fd, uint32_t class)
{
	struct nlattr *options;

	if (!rtnl_put_text(rtnl, TCA_KIND, "bpf"))
		return false;
	options = rtnl_nest(rtnl, TCA_OPTIONS);
	if (!options || !rtnl_put_u32(rtnl, TCA_BPF_FD, (uint32_t)fd) ||
	    !rtnl_put_text(rtnl, TCA_BPF_NAME, EBPF_NAME) ||
	    !rtnl_put_u32(rtnl, TCA_BPF_CLASSID, class) ||
	    !rtnl_put_u32(rtnl, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT))
		return false;
	rtnl_nest_end(rtnl, options);
	return true;
}

void rtnl_add_ebpf(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		   int fd, uint32_t class)
{
	struct tcmsg tc = tc_filter(ifindex, side);

	if (add_tc(rtnl, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_REPLACE, &tc))
		rtnl_finish(rtnl, put_ebpf(rtnl, fd, class));
}

/* ---- read ------------------------------------------------------------- */

static uint32_t number_of(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) >= sizeof(uint32_t)
		       ? mnl_attr_get_u32(attr)
		       : 0;
}

static void get_code(const struct nlattr *attr, struct rtnl_code *code)
{
	code->n = mnl_attr_get_payload_len(attr) / sizeof(*code->code);
	if (code->n <= code->max)
		memcpy(code->code, mnl_attr_get_payload(attr),
		       code->n * sizeof(*code->code));
}

static int get_program(const struct nlattr *attr, void *data)
{
	struct rtnl_code *code = data;

	if (mnl_attr_get_type(attr) == TCA_BPF_OPS)
		get_code(attr, code);
	else if (mnl_attr_get_type(attr) == TCA_BPF_ID)
		code->id = number_of(attr);
	else if (mnl_attr_get_type(attr) == TCA_BPF_CLASSID)
		code->class = number_of(attr);
	return MNL_CB_OK;
}

static int get_options(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == TCA_OPTIONS)
		return mnl_attr_parse_nested(attr, get_program, data);
	return MNL_CB_OK;
}

/* The kernel sends a message about the priority, without a handle, before the
 * messages about its programs. */
static int keep_filter(const struct nlmsghdr *nlh, void *data)
{
	const struct tcmsg *tc = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type != RTM_NEWTFILTER ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*tc))
		return -EPROTO;
	if (tc->tcm_handle == RTNL_FILTER_HANDLE &&
	    TC_H_MAJ(tc->tcm_info) >> 16 == RTNL_FILTER_PRIORITY)
		(void)mnl_attr_parse(nlh, sizeof(*tc), get_options, data);
	return 0;
}

static void forget_filter(void *data)
{
	struct rtnl_code *code = data;

	code->n = 0;
	code->id = code->class = 0;
}

/* This is a dump, because its answer has room for a long program.  Before Linux
 * 6.14, the announcement of a change has one page only. */
int rtnl_get_filter(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		    struct rtnl_code *code)
{
	struct tcmsg tc = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)ifindex,
		.tcm_parent = parent_of(side),
	};
	int r;

	rtnl_begin(rtnl);
	if (add_tc(rtnl, RTM_GETTFILTER, NLM_F_DUMP, &tc))
		rtnl_finish(rtnl, true);
	r = rtnl_dump(rtnl, keep_filter, forget_filter, code);
	return r == 0 && code->n > code->max ? -EMSGSIZE : r;
}

static int get_queue(const struct nlattr *attr, void *data)
{
	uint64_t *drops = data;
	struct gnet_stats_queue queue;

	if (mnl_attr_get_type(attr) == TCA_STATS_QUEUE &&
	    mnl_attr_get_payload_len(attr) >= sizeof(queue)) {
		memcpy(&queue, mnl_attr_get_payload(attr), sizeof(queue));
		*drops = queue.drops;
	}
	return MNL_CB_OK;
}

static int get_stats(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == TCA_STATS2)
		return mnl_attr_parse_nested(attr, get_queue, data);
	return MNL_CB_OK;
}

static int keep_qdisc(const struct nlmsghdr *nlh, void *data)
{
	if (nlh->nlmsg_type != RTM_NEWQDISC ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(struct tcmsg))
		return -EPROTO;
	(void)mnl_attr_parse(nlh, sizeof(struct tcmsg), get_stats, data);
	return 0;
}

/* Older kernels send the answer to the sender only with NLM_F_ECHO. */
int rtnl_get_drops(struct rtnl *rtnl, unsigned int ifindex, uint64_t *ret_drops)
{
	struct tcmsg tc = tc_clsact(ifindex);
	uint64_t drops = 0;
	int r;

	rtnl_begin(rtnl);
	if (add_tc(rtnl, RTM_GETQDISC, NLM_F_ECHO, &tc))
		rtnl_finish(rtnl, true);
	r = rtnl_exchange(rtnl, NULL, keep_qdisc, &drops);
	/* -EINVAL: there was a clsact before */
	if (r < 0 && r != -ENOENT && r != -EINVAL)
		return r;
	*ret_drops = drops;
	return 0;
}
