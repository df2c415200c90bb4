/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * usernames.c - keeps names in order of uid.
 */
#include "daemon/log/usernames.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/users/uids.h"

struct username {
	uid_t uid;
	size_t position; /* of several names of a uid the first one counts */
	char *name;
};

static struct {
	struct username *at;
	size_t n, room;
} names;

static void clear(void)
{
	while (names.n > 0)
		free(names.at[--names.n].name);
	free(names.at);
	names.at = NULL;
	names.room = 0;
}

void usernames_add(uid_t uid, const char *name)
{
	struct username added = { uid, names.n, NULL };

	if (names.n == names.room) {
		const size_t room = names.room > 0 ? 2 * names.room : 64;
		void *grown = reallocarray(names.at, room, sizeof(names.at[0]));

		if (!grown)
			return;
		names.at = grown;
		names.room = room;
	}
	added.name = strdup(name);
	if (added.name)
		names.at[names.n++] = added;
}

void usernames_begin(const struct uids *uids)
{
	clear();
	uids_each_name(uids, usernames_add);
}

static int compare(const void *a, const void *b)
{
	const struct username *x = a, *y = b;

	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

void usernames_sort(void)
{
	if (names.n > 0)
		qsort(names.at, names.n, sizeof(names.at[0]), compare);
}

const char *usernames_of(uid_t uid)
{
	size_t low = 0, high = names.n;

	while (low < high) { /* the first one of the uid, or behind it */
		const size_t middle = low + (high - low) / 2;

		if (names.at[middle].uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < names.n && names.at[low].uid == uid ? names.at[low].name
							 : "";
}
