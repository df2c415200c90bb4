/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peer.c - sorts the groups of a peer.
 */
#include "common/peer.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	const gid_t x = *(const gid_t *)a, y = *(const gid_t *)b;

	return (x > y) - (x < y);
}

void peer_sort_groups(gid_t *groups, size_t n)
{
	if (n > 0)
		qsort(groups, n, sizeof(groups[0]), compare);
}
