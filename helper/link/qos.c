/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qos.c - which limits stand on which side of a device, and how much may pass
 * at once.
 */
#include "link/qos.h"

#include <errno.h>
#include <string.h>

#include "link/rtnl-qos.h"

/*
 * A burst of 20 ms, but never less than one frame with offloads has (64 KiB and
 * its headers), or that would never pass.  As much may wait, and 50 ms more.
 */
#define BURST_MIN 66000u
#define BURST_MAX (UINT32_MAX / 4)

/* After the fence's own filter: what that drops is not counted. */
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
	const char *reason = rtnl_reason(rtnl);

	if (r == -ENOENT || r == -EOPNOTSUPP)
		return error_set(
			err, VMTAP_E_HOST, EOPNOTSUPP,
			"this kernel cannot limit %s: it has no %s; the administrator can load it with 'modprobe %s', or take %s out of the policy",
			key,
			is_shaper ? "queue of kind tbf"
				  : "action police, or no classifier bpf",
			is_shaper ? "sch_tbf" : "act_police cls_bpf", key);
	return error_set(err, VMTAP_E_HOST, -r,
			 "the kernel refuses the limit %s: %s%s%s", key,
			 strerror(-r), reason[0] ? ": " : "", reason);
}

static int shape(struct rtnl *rtnl, unsigned int ifindex, uint64_t bits,
		 const char *key, struct error *err)
{
	struct rtnl_rate rate = rate_of(bits);
	int r;

	if (bits == 0)
		return 0;
	rtnl_begin(rtnl);
	rtnl_add_shaper(rtnl, ifindex, &rate,
			limited(rate.burst + rate.bytes / 20, BURST_MIN));
	r = rtnl_commit(rtnl, NULL);
	return r == 0 ? 0 : explain(rtnl, r, true, key, err);
}

static int police(struct rtnl *rtnl, unsigned int ifindex, enum rtnl_side side,
		  bool is_group, uint64_t bits, const char *key,
		  struct error *err)
{
	struct rtnl_rate rate = rate_of(bits);
	int r;

	if (bits == 0)
		return 0;
	rtnl_begin(rtnl);
	rtnl_add_police(rtnl, ifindex, side,
			is_group ? PRIORITY_GROUPS : PRIORITY_ALL, is_group,
			&rate);
	r = rtnl_commit(rtnl, NULL);
	return r == 0 ? 0 : explain(rtnl, r, false, key, err);
}

int qos_set(struct rtnl *rtnl, enum qos_kind kind, unsigned int ifindex,
	    const struct fence *fence, struct error *err)
{
	bool is_tap = kind == QOS_TAP;
	uint64_t shaped = is_tap ? fence->rate_in : fence->rate_out;
	uint64_t policed = is_tap ? fence->rate_out : fence->rate_in;
	int r;

	r = shape(rtnl, ifindex, shaped, is_tap ? "rate-in" : "rate-out", err);
	if (r == 0)
		r = police(rtnl, ifindex, is_tap ? RTNL_IN : RTNL_OUT, true,
			   fence->rate_broadcast, "broadcast-rate", err);
	if (r == 0)
		r = police(rtnl, ifindex, RTNL_IN, false, policed,
			   is_tap ? "rate-out" : "rate-in", err);
	return r;
}
