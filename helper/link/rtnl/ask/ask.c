/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ask.c - the messages that lack a part.
 */
#include "link/rtnl/ask/ask.h"

#include <errno.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "link/rtnl/rtnl-batch.h"

#define LOOPBACK 1 /* the ifindex of lo in each namespace */

/* A kernel may have other reasons to refuse, which say nothing of the kind. */
static int answer(struct rtnl *rtnl, int unknown)
{
	return rtnl_commit(rtnl, NULL) == unknown ? unknown : 0;
}

/* An address of one byte: the kinds of vmtapd's links refuse it before they make
 * anything (macvlan_validate()). */
int ask_kind(struct rtnl *rtnl, const char *kind)
{
	struct nlattr *info;

	rtnl_begin(rtnl);
	if (rtnl_add_link(rtnl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0)) {
		bool is_complete = rtnl_put_u8(rtnl, IFLA_ADDRESS, 2);

		info = is_complete ? rtnl_nest(rtnl, IFLA_LINKINFO) : NULL;
		is_complete = info && rtnl_put_text(rtnl, IFLA_INFO_KIND, kind);
		if (is_complete)
			rtnl_nest_end(rtnl, info);
		rtnl_finish(rtnl, is_complete);
	}
	return answer(rtnl, -EOPNOTSUPP);
}

static struct tcmsg *add_qdisc(struct rtnl *rtnl, uint32_t parent)
{
	struct tcmsg *tcm;

	rtnl_begin(rtnl);
	if (!rtnl_add_message(rtnl, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL,
			      sizeof(*tcm), &tcm))
		return NULL;
	tcm->tcm_family = AF_UNSPEC;
	tcm->tcm_ifindex = LOOPBACK;
	tcm->tcm_parent = parent;
	return tcm;
}

/* tbf_init() refuses a queue without options. */
int ask_shaper(struct rtnl *rtnl)
{
	if (add_qdisc(rtnl, TC_H_ROOT))
		rtnl_finish(rtnl, rtnl_put_text(rtnl, TCA_KIND, "tbf"));
	return answer(rtnl, -ENOENT);
}

/* No block of filters has the number 0 (qdisc_block_indexes_set()). */
int ask_clsact(struct rtnl *rtnl)
{
	struct tcmsg *tcm = add_qdisc(rtnl, TC_H_CLSACT);

	if (tcm) {
		tcm->tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
		rtnl_finish(rtnl,
			    rtnl_put_text(rtnl, TCA_KIND, "clsact") &&
				    rtnl_put_u32(rtnl, TCA_INGRESS_BLOCK, 0));
	}
	return answer(rtnl, -ENOENT);
}

/* tcf_police_init() refuses an action without options. */
int ask_police(struct rtnl *rtnl)
{
	struct nlattr *actions, *first;
	struct tcamsg *tcam;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_NEWACTION, NLM_F_CREATE | NLM_F_EXCL,
			     sizeof(*tcam), &tcam)) {
		actions = rtnl_nest(rtnl, TCA_ACT_TAB);
		first = actions ? rtnl_nest(rtnl, 1) : NULL;
		if (first && rtnl_put_text(rtnl, TCA_ACT_KIND, "police")) {
			rtnl_nest_end(rtnl, first);
			rtnl_nest_end(rtnl, actions);
			rtnl_finish(rtnl, true);
		} else {
			rtnl_finish(rtnl, false);
		}
	}
	return answer(rtnl, -ENOENT);
}
