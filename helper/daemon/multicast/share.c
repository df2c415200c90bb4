/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * share.c - adds up the groups of each user.
 */
#include "daemon/multicast/share.h"

bool share_is_crowded(const struct share_bridge *bridge)
{
	return bridge->room > 0 && bridge->total >= bridge->room / 2;
}

struct sum {
	unsigned int n; /* groups */
	unsigned int counted; /* those of devices that are not quiet */
	size_t most; /* the user's device that has most */
};

/* From *from on: the groups of one user.  *from is then where the next user
 * begins. */
static struct sum add_up(const struct share_bridge *bridge, size_t *from)
{
	const struct share_member *members = bridge->members;
	const unsigned int quiet = bridge->room / SHARE_QUIET;
	struct sum sum = { .most = *from };
	size_t i = *from;

	for (; i < bridge->n_members && members[i].uid == members[*from].uid;
	     i++) {
		sum.n += members[i].n;
		if (members[i].n > quiet)
			sum.counted += members[i].n;
		if (members[i].n > members[sum.most].n)
			sum.most = i;
	}
	*from = i;
	return sum;
}

size_t share_exceeded(const struct share_bridge *bridge)
{
	unsigned int users = 0, share = bridge->room / 2;
	struct sum greatest = { .most = bridge->n_members };

	if (!share_is_crowded(bridge))
		return bridge->n_members;
	for (size_t i = 0; i < bridge->n_members;) {
		struct sum sum = add_up(bridge, &i);

		users += sum.n > 0;
		if (sum.counted > greatest.counted)
			greatest = sum;
	}
	share /= users > 0 ? users : 1;
	if (share < bridge->room / SHARE_LEAST)
		share = bridge->room / SHARE_LEAST;
	return greatest.counted > share ? greatest.most : bridge->n_members;
}
