/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * subuid.c - ranges of subordinate uids as segments that do not overlap, so
 * that account.c finds the one of a uid quickly.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/model.h"

/* The range that reaches farthest, of those that began so far. */
struct reach {
	bool is_there;
	uid_t last, owner;
};

/* The sweep: at the uid "at", farthest and others are the ranges that began
 * before it.  others is how far ranges reach that have another owner. */
struct sweep {
	struct segment *segments;
	size_t n;
	uint64_t at; /* one more than the highest uid at the end */
	struct reach farthest, others;
};

static void add_segment(struct sweep *sweep, uint64_t end, bool is_disputed)
{
	const uid_t owner = is_disputed ? POLICY_NO_UID : sweep->farthest.owner;
	struct segment *before = sweep->n > 0 ? &sweep->segments[sweep->n - 1]
					      : NULL;

	if (before && before->last + UINT64_C(1) == sweep->at &&
	    before->owner == owner && before->is_disputed == is_disputed)
		before->last = (uid_t)(end - 1);
	else
		sweep->segments[sweep->n++] = (struct segment){
			.first = (uid_t)sweep->at,
			.last = (uid_t)(end - 1),
			.owner = owner,
			.is_disputed = is_disputed,
		};
	sweep->at = end;
}

static uint64_t end_of(const struct reach *reach, uint64_t most)
{
	const uint64_t end = reach->is_there ? reach->last + UINT64_C(1) : 0;

	return end < most ? end : most;
}

/* Go on to the uid "to", where the next range begins. */
static void advance(struct sweep *sweep, uint64_t to)
{
	const uint64_t disputed = end_of(&sweep->others, to);
	const uint64_t owned = end_of(&sweep->farthest, to);

	if (disputed > sweep->at)
		add_segment(sweep, disputed, true);
	if (owned > sweep->at)
		add_segment(sweep, owned, false);
	sweep->at = to;
}

static void begin(struct sweep *sweep, const struct policy_subuids *range)
{
	const struct reach reach = { true, range->last, range->owner };
	struct reach *farthest = &sweep->farthest, *others = &sweep->others;

	if (!farthest->is_there || farthest->last < sweep->at) {
		*farthest = reach;
		others->is_there = false;
	} else if (reach.owner == farthest->owner) {
		if (reach.last > farthest->last)
			*farthest = reach;
	} else if (reach.last > farthest->last) {
		*others = *farthest;
		*farthest = reach;
	} else if (!others->is_there || reach.last > others->last) {
		*others = reach;
	}
}

static int compare_ranges(const void *a, const void *b)
{
	const struct policy_subuids *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static int compare_uids(const void *a, const void *b)
{
	const uid_t x = *(const uid_t *)a, y = *(const uid_t *)b;

	return (x > y) - (x < y);
}

/* At each range at most two segments end, and two more at the end. */
static int make_segments(struct policy *policy, struct policy_subuids *ranges,
			 size_t n)
{
	struct sweep sweep = { 0 };

	sweep.segments = calloc(2 * n + 2, sizeof(*sweep.segments));
	if (!sweep.segments)
		return -ENOMEM;
	qsort(ranges, n, sizeof(*ranges), compare_ranges);
	for (size_t i = 0; i < n; i++) {
		advance(&sweep, ranges[i].first);
		begin(&sweep, &ranges[i]);
	}
	advance(&sweep, UINT64_C(1) << 32);
	policy->segments = sweep.segments;
	policy->n_segments = sweep.n;
	return 0;
}

int policy_keep_uids(struct policy *policy, const struct policy_uids *uids)
{
	struct policy_subuids *ranges =
		calloc(uids->n_ranges + 1, sizeof(*ranges));
	int r = -ENOMEM;

	policy->is_partial = uids->is_partial;
	policy->logins = calloc(uids->n_logins + 1, sizeof(*policy->logins));
	if (ranges && policy->logins) {
		if (uids->n_ranges > 0)
			memcpy(ranges, uids->ranges,
			       uids->n_ranges * sizeof(*ranges));
		if (uids->n_logins > 0)
			memcpy(policy->logins, uids->logins,
			       uids->n_logins * sizeof(*policy->logins));
		policy->n_logins = uids->n_logins;
		qsort(policy->logins, policy->n_logins, sizeof(*policy->logins),
		      compare_uids);
		r = make_segments(policy, ranges, uids->n_ranges);
	}
	free(ranges);
	return r;
}
