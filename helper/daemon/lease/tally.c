/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemon/lease/tally.h"

#include <stdlib.h>
#include <string.h>

static int compare(const struct tally *a, const struct tally *b)
{
	if (a->uid != b->uid)
		return a->uid < b->uid ? -1 : 1;
	return strcmp(a->network.s, b->network.s);
}

RB_PROTOTYPE(tally_tree, tally, node, compare)
RB_GENERATE(tally_tree, tally, node, compare)

struct tally *tally_find(const struct tally_tree *tree,
			 const struct label *network, uid_t uid)
{
	struct tally wanted = { .network = *network, .uid = uid };

	return RB_FIND(tally_tree, (struct tally_tree *)tree, &wanted);
}

struct tally *tally_add(struct tally_tree *tree, const struct label *network,
			uid_t uid, unsigned int queues)
{
	struct tally *tally = tally_find(tree, network, uid);

	if (!tally) {
		tally = calloc(1, sizeof(*tally));
		if (!tally)
			return NULL;
		tally->network = *network;
		tally->uid = uid;
		(void)RB_INSERT(tally_tree, tree, tally);
	}
	tally->devices++;
	tally->queues += queues;
	return tally;
}

void tally_leave(struct tally *tally, const struct tally *device,
		 bool is_leaving)
{
	const unsigned int sign = is_leaving ? 1U : -1U;

	tally->devices_leaving += sign;
	tally->queues_leaving += sign * device->queues;
	tally->held_leaving += sign * device->held;
}

void tally_take(struct tally_tree *tree, struct tally *tally,
		unsigned int queues)
{
	tally->queues -= queues;
	if (--tally->devices > 0)
		return;
	(void)RB_REMOVE(tally_tree, tree, tally);
	free(tally);
}
