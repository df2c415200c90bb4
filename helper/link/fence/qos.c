/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qos.c - which rate limits a device has on which side, and how much may pass
 * at once.
 */
#include "link/fence/qos.h"

#include <errno.h>
#include <string.h>

#include "common/kind.h"
#include "link/rtnl/ask/ask.h"
#include "link/rtnl/rtnl-qos.h"
#include "link/rtnl/state/rtnl-rate.h"

/*
 * A burst is 20 ms, but at least one frame with offloads (64 KiB and its
 * headers), which would never pass otherwise.  As much may wait, and 50 ms
 * more.
 */
#define BURST_MIN 66000u
#define BURST_MAX (UINT32_MAX / 4)

/* These filters come after the fence's own, so that frames that the fence drops
 * do not count. */
enum { PRIORITY_GROUPS = 0x7000, PRIORITY_ALL };

static uint32_t limited(uint64_t bytes, uint32_t least)
{
	if (bytes < least)
		return least;
	return bytes > BURST_MAX ? BURST_MAX : (uint32_t)bytes;
}

static struct rtnl_rate rate_of(uint64_t bits)
{
	uint64_t bytes = bits < 8 ? 1 : bits / 8;

	return (struct rtnl_rate){
		.bytes = bytes,
		.burst = limited(bytes / 50, BURST_MIN),
	};
}

static int explain(struct rtnl *rtnl, int r, bool is_shaper, const char *key,
		   struct error *err)
{
	if (r == -ENOENT || r == -EOPNOTSUPP)
		return error_set(
			err, VMTAP_E_HOST, EOPNOTSUPP,
			"this kernel cannot limit %s: it has no %s; the administrator can load it with 'modprobe %s', or take %s out of the policy",
			key,
			is_shaper ? "queue of kind tbf"
				  : "action police, or no classifier bpf",
			is_shaper ? "sch_tbf" : "act_police cls_bpf", key);
	return rtnl_refuse(rtnl, r, err, "the kernel refuses the limit %s",
			   key);
}

struct limit {
	const char *key;
	uint64_t bits; /* in a second; 0: no limit */
	enum side side;
	bool is_group;
};

static int shape(struct rtnl *rtnl, unsigned int ifindex,
		 const struct limit *limit, struct error *err)
{
	struct rtnl_rate rate = rate_of(limit->bits);
	int r;

	if (limit->bits == 0)
		return 0;
	rtnl_begin(rtnl);
	rtnl_add_shaper(rtnl, ifindex, &rate,
			limited(rate.burst + rate.bytes / 20, BURST_MIN));
	r = rtnl_commit(rtnl, NULL);
	return r == 0 ? 0 : explain(rtnl, r, true, limit->key, err);
}

static int police(struct rtnl *rtnl, unsigned int ifindex,
		  const struct limit *limit, struct error *err)
{
	const struct rtnl_police police = {
		.side = limit->side,
		.priority = limit->is_group ? PRIORITY_GROUPS : PRIORITY_ALL,
		.is_group = limit->is_group,
		.rate = rate_of(limit->bits),
	};
	int r;

	if (limit->bits == 0)
		return 0;
	rtnl_begin(rtnl);
	rtnl_add_police(rtnl, ifindex, &police);
	r = rtnl_commit(rtnl, NULL);
	return r == 0 ? 0 : explain(rtnl, r, false, limit->key, err);
}

/* The first limit of the fence that this kernel cannot have. */
int qos_check(struct rtnl *rtnl, enum vmtap_kind kind,
	      const struct fence *fence, struct error *err)
{
	const bool is_at_ingress = kind_of(kind)->guest_side == SIDE_INGRESS;
	const uint64_t shaped = is_at_ingress ? fence->rate_in
					      : fence->rate_out;
	const uint64_t policed = is_at_ingress ? fence->rate_out
					       : fence->rate_in;
	int r = shaped ? ask_shaper(rtnl) : 0;

	if (r < 0)
		return explain(rtnl, r, true,
			       is_at_ingress ? "rate-in" : "rate-out", err);
	r = fence->rate_broadcast || policed ? ask_police(rtnl) : 0;
	if (r == 0)
		return 0;
	return explain(rtnl, r, false,
		       fence->rate_broadcast ? "broadcast-rate"
		       : is_at_ingress	     ? "rate-out"
					     : "rate-in",
		       err);
}

/* Which limits a device has, in the order in which they are set. */
enum { SHAPED, POLICED_GROUPS, POLICED, LIMITS };

static void fill_limits(enum vmtap_kind kind, const struct fence *fence,
			struct limit limits[LIMITS])
{
	const enum side guest_side = kind_of(kind)->guest_side;
	const struct limit in = { "rate-in", fence->rate_in, SIDE_INGRESS,
				  false };
	const struct limit out = { "rate-out", fence->rate_out, SIDE_INGRESS,
				   false };
	const bool is_at_ingress = guest_side == SIDE_INGRESS;

	limits[SHAPED] = is_at_ingress ? in : out;
	limits[POLICED_GROUPS] = (struct limit){ "broadcast-rate",
						 fence->rate_broadcast,
						 guest_side, true };
	limits[POLICED] = is_at_ingress ? out : in;
}

int qos_set(struct rtnl *rtnl, enum vmtap_kind kind, unsigned int ifindex,
	    const struct fence *fence, struct error *err)
{
	struct limit limits[LIMITS];
	int r;

	fill_limits(kind, fence, limits);
	r = shape(rtnl, ifindex, &limits[SHAPED], err);
	if (r == 0)
		r = police(rtnl, ifindex, &limits[POLICED_GROUPS], err);
	if (r == 0)
		r = police(rtnl, ifindex, &limits[POLICED], err);
	return r;
}

static bool is_wrong(const struct limit *limit, uint64_t bytes)
{
	return limit->bits && bytes != rate_of(limit->bits).bytes;
}

static int compare_policers(struct rtnl *rtnl, unsigned int ifindex,
			    const struct limit limits[LIMITS],
			    bool *ret_is_wrong)
{
	const struct limit *groups = &limits[POLICED_GROUPS];
	const struct limit *all = &limits[POLICED];
	struct rtnl_policer of_groups = { .priority = PRIORITY_GROUPS };
	struct rtnl_policer of_all = { .priority = PRIORITY_ALL };
	int r = 0;

	if (groups->bits)
		r = rtnl_get_police(rtnl, ifindex, groups->side, &of_groups, 1);
	if (r == 0 && all->bits)
		r = rtnl_get_police(rtnl, ifindex, all->side, &of_all, 1);
	if (r == 0)
		*ret_is_wrong = is_wrong(groups, of_groups.bytes) ||
				is_wrong(all, of_all.bytes);
	return r;
}

int qos_compare(struct rtnl *rtnl, enum vmtap_kind kind, unsigned int ifindex,
		const struct fence *fence, bool *ret_is_wrong)
{
	struct limit limits[LIMITS];
	uint64_t bytes = 0;
	bool is_wrong_there = false;
	int r = 0;

	fill_limits(kind, fence, limits);
	if (limits[SHAPED].bits)
		r = rtnl_get_shaper(rtnl, ifindex, &bytes);
	if (r == 0)
		r = compare_policers(rtnl, ifindex, limits, &is_wrong_there);
	if (r == 0)
		*ret_is_wrong = is_wrong_there ||
				is_wrong(&limits[SHAPED], bytes);
	return r;
}
