/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * logins.c - sorts the names, so that each is found in few steps.
 */
#include "daemon/users/logins.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

struct login {
	char name[LOGINS_NAME_SIZE];
	unsigned int line; /* of two lines with a name the first one counts */
	uid_t uid;
};

struct logins {
	size_t n;
	struct login all[LOGINS_MAX];
};

void logins_free(struct logins *logins)
{
	free(logins);
}

static int by_name(const void *a, const void *b)
{
	const struct login *one = a, *other = b;
	int r = strcmp(one->name, other->name);

	return r ? r : (one->line > other->line) - (one->line < other->line);
}

int logins_read(FILE *file, uid_t *ret_uids, size_t *ret_n,
		struct logins **ret_logins)
{
	struct logins *logins = calloc(1, sizeof(*logins));
	const struct passwd *passwd;
	size_t n = 0;

	if (!logins)
		return -ENOMEM;
	while ((passwd = fgetpwent(file)) != NULL) {
		struct login *login = &logins->all[logins->n];

		if (n == LOGINS_MAX) {
			free(logins);
			return -E2BIG;
		}
		ret_uids[n++] = passwd->pw_uid;
		if (strlen(passwd->pw_name) >= sizeof(login->name))
			continue;
		strcpy(login->name, passwd->pw_name);
		login->uid = passwd->pw_uid;
		login->line = (unsigned int)n;
		logins->n++;
	}
	qsort(logins->all, logins->n, sizeof(logins->all[0]), by_name);
	*ret_n = n;
	*ret_logins = logins;
	return 0;
}

void logins_write(const struct logins *logins, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; logins && i < logins->n; i++) {
		const struct login *login = &logins->all[i];
		const int n = snprintf(text + used, size - used, "%u:%s\n",
				       login->uid, login->name);

		if (n < 0 || (size_t)n >= size - used) {
			text[used] = '\0';
			return;
		}
		used += (size_t)n;
	}
}

int logins_find(const struct logins *logins, const char *name, uid_t *ret_uid)
{
	size_t low = 0, high = logins ? logins->n : 0;

	while (low < high) { /* the first one with the name, or behind it */
		const size_t middle = low + (high - low) / 2;

		if (strcmp(logins->all[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!logins || low == logins->n ||
	    strcmp(logins->all[low].name, name) != 0)
		return -ENOENT;
	*ret_uid = logins->all[low].uid;
	return 0;
}
