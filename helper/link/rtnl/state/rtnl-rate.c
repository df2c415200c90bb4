/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-rate.c - messages about queues and policers to rates.
 */
#include "link/rtnl/state/rtnl-rate.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"

/* ---- attributes ------------------------------------------------------- */

struct nested {
	uint16_t type; /* the attribute that was asked for */
	const struct nlattr *found;
};

static int keep_attr(const struct nlattr *attr, void *data)
{
	struct nested *nested = data;

	if (mnl_attr_get_type(attr) == nested->type)
		nested->found = attr;
	return MNL_CB_OK;
}

/* The attribute of that type inside of one; NULL: there is none. */
static const struct nlattr *inside(const struct nlattr *attr, uint16_t type)
{
	struct nested nested = { .type = type };

	if (attr)
		(void)mnl_attr_parse_nested(attr, keep_attr, &nested);
	return nested.found;
}

static const struct nlattr *in_message(const struct nlmsghdr *nlh,
				       uint16_t type)
{
	struct nested nested = { .type = type };

	(void)mnl_attr_parse(nlh, sizeof(struct tcmsg), keep_attr, &nested);
	return nested.found;
}

static bool is_text(const struct nlattr *attr, const char *text)
{
	const size_t n = strlen(text) + 1;

	return attr && mnl_attr_get_payload_len(attr) == n &&
	       memcmp(mnl_attr_get_payload(attr), text, n) == 0;
}

/* The kernel adds the second attribute if 32 bits do not suffice. */
static uint64_t rate_of(const struct tc_ratespec *rate,
			const struct nlattr *large)
{
	uint64_t bytes = rate->rate;

	if (large && mnl_attr_get_payload_len(large) == sizeof(bytes))
		memcpy(&bytes, mnl_attr_get_payload(large), sizeof(bytes));
	return bytes;
}

static const struct tcmsg *tc_of(const struct nlmsghdr *nlh, uint16_t type)
{
	return nlh->nlmsg_type == type && mnl_nlmsg_get_payload_len(nlh) >=
						  sizeof(struct tcmsg)
		       ? mnl_nlmsg_get_payload(nlh)
		       : NULL;
}

/* ---- the shaper -------------------------------------------------------- */

int rtnl_rate_shaper(const struct nlmsghdr *nlh, uint64_t *bytes)
{
	const struct tcmsg *tc = tc_of(nlh, RTM_NEWQDISC);
	const struct nlattr *options, *parms;
	struct tc_tbf_qopt qopt;

	if (!tc)
		return -EPROTO;
	if (tc->tcm_parent != TC_H_ROOT ||
	    !is_text(in_message(nlh, TCA_KIND), "tbf"))
		return 0;
	options = in_message(nlh, TCA_OPTIONS);
	parms = inside(options, TCA_TBF_PARMS);
	if (!parms || mnl_attr_get_payload_len(parms) < sizeof(qopt))
		return -EPROTO;
	memcpy(&qopt, mnl_attr_get_payload(parms), sizeof(qopt));
	*bytes = rate_of(&qopt.rate, inside(options, TCA_TBF_RATE64));
	return 0;
}

static int keep_shaper(const struct nlmsghdr *nlh, void *data)
{
	return rtnl_rate_shaper(nlh, data);
}

/* The kernel answers about the queue at the root, whatever its kind.  Older
 * kernels send the answer to the sender only with NLM_F_ECHO. */
int rtnl_get_shaper(struct rtnl *rtnl, unsigned int ifindex,
		    uint64_t *ret_bytes)
{
	struct tcmsg *tc;
	uint64_t bytes = 0;
	int r;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETQDISC, NLM_F_ECHO, sizeof(*tc),
			     &tc)) {
		tc->tcm_ifindex = (int)ifindex;
		tc->tcm_parent = TC_H_ROOT;
		rtnl_finish(rtnl, true);
	}
	r = rtnl_exchange(rtnl, NULL, keep_shaper, &bytes);
	/* a queue that the kernel chose itself has no number */
	if (r < 0 && r != -ENOENT && r != -EINVAL)
		return r;
	*ret_bytes = bytes;
	return 0;
}

/* ---- policers ---------------------------------------------------------- */

int rtnl_rate_police(const struct nlmsghdr *nlh, struct rtnl_policer *policers,
		     size_t n)
{
	const struct tcmsg *tc = tc_of(nlh, RTM_NEWTFILTER);
	const struct nlattr *action, *options, *parms;
	struct tc_police police;

	if (!tc)
		return -EPROTO;
	action = inside(inside(in_message(nlh, TCA_OPTIONS), TCA_BPF_ACT), 1);
	options = inside(action, TCA_ACT_OPTIONS);
	parms = inside(options, TCA_POLICE_TBF);
	if (!is_text(inside(action, TCA_ACT_KIND), "police") || !parms ||
	    mnl_attr_get_payload_len(parms) < sizeof(police))
		return 0;
	memcpy(&police, mnl_attr_get_payload(parms), sizeof(police));
	for (size_t i = 0; i < n; i++)
		if (policers[i].priority == TC_H_MAJ(tc->tcm_info) >> 16)
			policers[i].bytes =
				rate_of(&police.rate,
					inside(options, TCA_POLICE_RATE64));
	return 0;
}

struct wanted {
	struct rtnl_policer *policers;
	size_t n;
};

static int keep_police(const struct nlmsghdr *nlh, void *data)
{
	const struct wanted *wanted = data;

	return rtnl_rate_police(nlh, wanted->policers, wanted->n);
}

int rtnl_get_police(struct rtnl *rtnl, unsigned int ifindex, enum side side,
		    struct rtnl_policer *policers, size_t n)
{
	struct wanted wanted = { policers, n };
	struct tcmsg *tc;

	for (size_t i = 0; i < n; i++)
		policers[i].bytes = 0;
	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETTFILTER, NLM_F_DUMP, sizeof(*tc),
			     &tc)) {
		tc->tcm_ifindex = (int)ifindex;
		tc->tcm_parent = TC_H_MAKE(
			TC_H_CLSACT, side == SIDE_INGRESS ? TC_H_MIN_INGRESS
							  : TC_H_MIN_EGRESS);
		rtnl_finish(rtnl, true);
	}
	return rtnl_exchange(rtnl, NULL, keep_police, &wanted);
}
