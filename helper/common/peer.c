/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peer.c - sorts the groups of a peer, and describes its uid.
 */
#include "common/peer.h"

#include <stdio.h>
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

void peer_describe(const struct peer *peer, char text[PEER_TEXT_SIZE])
{
	text[0] = '\0';
	switch (peer->standing) {
	case PEER_USER:
		break;
	case PEER_SUBORDINATE:
		(void)snprintf(
			text, PEER_TEXT_SIZE,
			"uid %u is a subordinate uid of user %u, and counts as that user",
			peer->kernel_uid, peer->uid);
		break;
	case PEER_TRANSIENT:
		(void)snprintf(
			text, PEER_TEXT_SIZE,
			"uid %u is no known user's; only a rule about its number can allow it",
			peer->kernel_uid);
		break;
	case PEER_DISPUTED:
		(void)snprintf(
			text, PEER_TEXT_SIZE,
			"several users can have uid %u; no rule allows it",
			peer->kernel_uid);
		break;
	}
}
