/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * session.c - connects, and compares the groups of the process with those that
 * a new login would have.
 */
#include "client/doctor/session.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As the library chooses it. */
static const char *path_of(const char *path)
{
	if (!path)
		path = secure_getenv("VMTAP_SOCKET");
	return path && path[0] ? path : VMTAP_SOCKET_DEFAULT;
}

static void tell_socket(struct report *report, const char *path)
{
	const struct group *group;
	struct stat st;

	if (stat(path, &st) < 0)
		return; /* that is what the service's finding says */
	group = getgrgid(st.st_gid);
	if (access(path, W_OK) == 0)
		report_say(report, VMTAP_STATE_OK, "socket",
			   "you may write to %s", path);
	else
		report_say(
			report, VMTAP_STATE_WRONG, "socket",
			"you may not write to %s, which is for the group %s (mode %03o); the administrator can add you to that group, or set SocketMode=0666 for vmtapd.socket",
			path, group ? group->gr_name : "of a number",
			(unsigned int)st.st_mode & 0777);
}

bool session_connect(struct report *report, const char *path,
		     struct vmtap **ret_client)
{
	struct vmtap_error err;
	int r = vmtap_connect(path, ret_client, &err);

	if (r < 0)
		report_add(report, VMTAP_STATE_WRONG, "service", err.text);
	else
		report_say(report, VMTAP_STATE_OK, "service",
			   "a service listens at %s", path_of(path));
	tell_socket(report, path_of(path));
	return r == 0;
}

/* ---- groups ----------------------------------------------------------- */

#define GROUPS_MAX 4096

static bool has_group(const gid_t *all, int n, gid_t gid)
{
	if (gid == getegid())
		return true;
	for (int i = 0; i < n; i++)
		if (all[i] == gid)
			return true;
	return false;
}

/* The names of the groups that a new login would have, and this one has not. */
static bool find_missing(const struct passwd *passwd, char *text, size_t size)
{
	static gid_t of_login[GROUPS_MAX], of_session[GROUPS_MAX];
	int n = GROUPS_MAX, n_session = getgroups(GROUPS_MAX, of_session);
	size_t used = 0;

	text[0] = '\0';
	if (n_session < 0 ||
	    getgrouplist(passwd->pw_name, passwd->pw_gid, of_login, &n) < 0)
		return false;
	for (int i = 0; i < n && used < size; i++) {
		const struct group *group;

		if (has_group(of_session, n_session, of_login[i]))
			continue;
		group = getgrgid(of_login[i]);
		if (group)
			used += (size_t)snprintf(text + used, size - used,
						 "%s%s", used > 0 ? ", " : "",
						 group->gr_name);
	}
	return true;
}

void session_groups(struct report *report, bool is_refused)
{
	const struct passwd *passwd = getpwuid(geteuid());
	char missing[256];

	if (!passwd || !find_missing(passwd, missing, sizeof(missing)))
		report_say(report, VMTAP_STATE_UNSEEN, "groups",
			   "the groups of user %u cannot be listed",
			   (unsigned int)geteuid());
	else if (missing[0] == '\0')
		report_say(report, VMTAP_STATE_OK, "groups",
			   "this login has all groups of %s", passwd->pw_name);
	else
		report_say(
			report,
			is_refused ? VMTAP_STATE_WRONG : VMTAP_STATE_HINT,
			"groups",
			"%s is in the group %s by now, but not in this login, so no rule about that group counts here; log in again, or use 'newgrp'",
			passwd->pw_name, missing);
}
