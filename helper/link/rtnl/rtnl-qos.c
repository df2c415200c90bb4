/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-qos.c - builds messages about traffic control (tc(8)): rates.
 */
#include "link/rtnl/rtnl-qos.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"

/* The kernel's unit of time for bursts (PSCHED_SHIFT), 64 ns. */
#define TICK_NS 64
#define RATE_TABLE_SIZE 1024
/* There is one filter of a priority, and another message replaces it. */
#define POLICE_HANDLE 1

static struct tcmsg *add_tc(struct rtnl *rtnl, uint16_t type,
			    unsigned int ifindex, uint32_t parent,
			    const char *kind)
{
	struct tcmsg *tcm;

	if (!rtnl_add_message(rtnl, type, NLM_F_CREATE | NLM_F_REPLACE,
			      sizeof(*tcm), &tcm))
		return NULL;
	tcm->tcm_family = AF_UNSPEC;
	tcm->tcm_ifindex = (int)ifindex;
	tcm->tcm_parent = parent;
	if (rtnl_put_text(rtnl, TCA_KIND, kind))
		return tcm;
	rtnl_finish(rtnl, false);
	return NULL;
}

/*
 * If the message names the link layer, the kernel calculates without tables.
 * It wants a table all the same, but only for the police action
 * (qdisc_get_rtab() in net/sched/sch_api.c).
 */
static struct tc_ratespec rate_spec(const struct rtnl_rate *rate)
{
	return (struct tc_ratespec){
		.rate = rate->bytes > UINT32_MAX ? UINT32_MAX
						 : (uint32_t)rate->bytes,
		.linklayer = TC_LINKLAYER_ETHERNET,
		.cell_log = 3,
	};
}

static uint32_t burst_ticks(const struct rtnl_rate *rate)
{
	uint64_t ns = (uint64_t)rate->burst * 1000000000 / rate->bytes;

	return ns / TICK_NS > UINT32_MAX ? UINT32_MAX
					 : (uint32_t)(ns / TICK_NS);
}

static bool put_shaper(struct rtnl *rtnl, const struct rtnl_rate *rate,
		       uint32_t limit)
{
	struct tc_tbf_qopt options = {
		.rate = rate_spec(rate),
		.limit = limit,
		.buffer = burst_ticks(rate),
	};
	struct nlattr *nest = rtnl_nest(rtnl, TCA_OPTIONS);

	if (!nest ||
	    !rtnl_put(rtnl, TCA_TBF_PARMS, sizeof(options), &options) ||
	    !rtnl_put_u32(rtnl, TCA_TBF_BURST, rate->burst) ||
	    (rate->bytes > UINT32_MAX &&
	     !rtnl_put(rtnl, TCA_TBF_RATE64, sizeof(rate->bytes),
		       &rate->bytes)))
		return false;
	rtnl_nest_end(rtnl, nest);
	return true;
}

void rtnl_add_shaper(struct rtnl *rtnl, unsigned int ifindex,
		     const struct rtnl_rate *rate, uint32_t limit)
{
	if (add_tc(rtnl, RTM_NEWQDISC, ifindex, TC_H_ROOT, "tbf"))
		rtnl_finish(rtnl, put_shaper(rtnl, rate, limit));
}

/* Without NLM_F_EXCL, the kernel accepts a clsact that exists. */
static void add_clsact(struct rtnl *rtnl, unsigned int ifindex)
{
	struct tcmsg *tcm =
		add_tc(rtnl, RTM_NEWQDISC, ifindex, TC_H_CLSACT, "clsact");

	if (!tcm)
		return;
	tcm->tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
	rtnl_finish(rtnl, true);
}

/* A program selects the frames.  The fence needs the classifier bpf as well,
 * and some kernels have no other. */
static bool put_program(struct rtnl *rtnl, bool is_group)
{
	static const struct sock_filter all[] = {
		{ BPF_RET | BPF_K, 0, 0, UINT32_MAX },
	};
	static const struct sock_filter groups[] = {
		{ BPF_LD | BPF_B | BPF_ABS, 0, 0, 0 },
		{ BPF_JMP | BPF_JSET | BPF_K, 0, 1, 1 },
		{ BPF_RET | BPF_K, 0, 0, UINT32_MAX },
		{ BPF_RET | BPF_K, 0, 0, 0 },
	};
	uint16_t n = is_group ? 4 : 1;

	return rtnl_put(rtnl, TCA_BPF_OPS_LEN, sizeof(n), &n) &&
	       rtnl_put(rtnl, TCA_BPF_OPS, n * sizeof(all[0]),
			is_group ? groups : all);
}

static bool put_police(struct rtnl *rtnl, const struct rtnl_rate *rate)
{
	static const uint8_t table[RATE_TABLE_SIZE];
	const struct tc_police police = {
		.action = TC_ACT_SHOT,
		.rate = rate_spec(rate),
		.burst = burst_ticks(rate),
		.mtu = INT32_MAX, /* a frame with offloads has 64 KiB */
	};
	struct nlattr *nest = rtnl_nest(rtnl, TCA_ACT_OPTIONS);

	if (!nest || !rtnl_put(rtnl, TCA_POLICE_TBF, sizeof(police), &police) ||
	    !rtnl_put(rtnl, TCA_POLICE_RATE, sizeof(table), table) ||
	    (rate->bytes > UINT32_MAX &&
	     !rtnl_put(rtnl, TCA_POLICE_RATE64, sizeof(rate->bytes),
		       &rate->bytes)) ||
	    /* frames below the rate go on to the next filter */
	    !rtnl_put_u32(rtnl, TCA_POLICE_RESULT, (uint32_t)TC_ACT_UNSPEC))
		return false;
	rtnl_nest_end(rtnl, nest);
	return true;
}

static bool put_filter(struct rtnl *rtnl, bool is_group,
		       const struct rtnl_rate *rate)
{
	struct nlattr *options = rtnl_nest(rtnl, TCA_OPTIONS);
	struct nlattr *actions, *action;

	if (!options || !put_program(rtnl, is_group))
		return false;
	actions = rtnl_nest(rtnl, TCA_BPF_ACT);
	action = actions ? rtnl_nest(rtnl, 1) : NULL; /* the first action */
	if (!action || !rtnl_put_text(rtnl, TCA_ACT_KIND, "police") ||
	    !put_police(rtnl, rate))
		return false;
	rtnl_nest_end(rtnl, action);
	rtnl_nest_end(rtnl, actions);
	rtnl_nest_end(rtnl, options);
	return true;
}

void rtnl_add_police(struct rtnl *rtnl, unsigned int ifindex,
		     const struct rtnl_police *police)
{
	uint32_t minor = police->side == SIDE_INGRESS ? TC_H_MIN_INGRESS
						      : TC_H_MIN_EGRESS;
	struct tcmsg *tcm;

	add_clsact(rtnl, ifindex);
	tcm = add_tc(rtnl, RTM_NEWTFILTER, ifindex,
		     TC_H_MAKE(TC_H_CLSACT, minor), "bpf");
	if (!tcm)
		return;
	tcm->tcm_handle = POLICE_HANDLE;
	tcm->tcm_info = TC_H_MAKE(police->priority << 16, htons(ETH_P_ALL));
	rtnl_finish(rtnl, put_filter(rtnl, police->is_group, &police->rate));
}
