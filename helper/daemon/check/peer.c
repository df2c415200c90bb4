/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peer.c - asks nsswitch.conf(5), as a login does.  The serving daemon does not
 * use this.
 */
#include "daemon/check/peer.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"

int check_fail(const char *what, const char *value)
{
	fprintf(stderr, "vmtapd: %s '%s'\n", what, value);
	return -EINVAL;
}

/* user: a name, or the number of a user without a name. */
static int find_user(const char *user, struct peer *peer,
		     const struct passwd **ret_passwd)
{
	const struct passwd *passwd = getpwnam(user);
	char *end;

	if (!passwd) {
		const unsigned long uid = strtoul(user, &end, 10);

		if (user[0] < '0' || user[0] > '9' || *end != '\0' ||
		    uid >= (uid_t)-1)
			return check_fail("there is no user", user);
		peer->uid = (uid_t)uid;
		peer->gid = (gid_t)-1;
		passwd = getpwuid(peer->uid);
	}
	if (passwd) {
		peer->uid = passwd->pw_uid;
		peer->gid = passwd->pw_gid;
	}
	*ret_passwd = passwd;
	return 0;
}

/* A subordinate uid has the groups of its owner, who can keep them. */
int check_find_peer(const struct policy *policy, const char *user,
		    struct peer *peer, gid_t **ret_groups)
{
	_cleanup_free_
	gid_t *groups = calloc(PEER_GROUPS_MAX, sizeof(*groups));
	const struct passwd *passwd = NULL;
	int n = PEER_GROUPS_MAX;
	int r = groups ? find_user(user, peer, &passwd) : -ENOMEM;

	if (r < 0)
		return r;
	peer->kernel_uid = peer->uid;
	policy_identify(policy, peer);
	if (peer->standing == PEER_SUBORDINATE)
		passwd = getpwuid(peer->uid);
	if (passwd) {
		peer->gid = passwd->pw_gid;
		if (getgrouplist(passwd->pw_name, passwd->pw_gid, groups, &n) <
		    0)
			return check_fail("there are too many groups of user",
					  user);
		peer_sort_groups(groups, (size_t)n);
		peer->groups = groups;
		peer->n_groups = (size_t)n;
	}
	*ret_groups = TAKE_PTR(groups);
	return 0;
}
