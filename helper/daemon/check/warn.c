/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * warn.c - looks at the host for what the policy names.  Only --check uses it.
 */
#include "daemon/check/warn.h"

#include <dirent.h>
#include <limits.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "common/kind.h"
#include "daemon/start/policyload.h"
#include "policy/report/offer.h"

#define FILES_MAX 32 /* that are told */

static void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void warn(const char *format, ...)
{
	va_list args;

	fputs("vmtapd: warning: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

/* Has the link this file in sysfs? */
static bool has_file(const char *link, const char *name)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/%s", link, name);
	return access(path, F_OK) == 0;
}

static void look_at_link(const struct network *network)
{
	const bool is_port = kind_of(network->kind)->is_port;
	const char *link = network->link.s;
	const struct place *place = &network->place;

	if (if_nametoindex(link) == 0)
		warn("%s:%u: network \"%s\": there is no link %s; %s%s%s, or correct its name",
		     place->file, place->line, network->name.s, link,
		     is_port ? "make it with 'ip link add " : "bring it up",
		     is_port ? link : "", is_port ? " type bridge'" : "");
	else if (is_port && !has_file(link, "bridge"))
		warn("%s:%u: network \"%s\": %s is no bridge; name one, or write kind = macvtap and lower = \"%s\"",
		     place->file, place->line, network->name.s, link, link);
	else if (!is_port &&
		 (has_file(link, "phy80211") || has_file(link, "wireless")))
		warn("%s:%u: network \"%s\": %s is wireless, and an access point takes no frames from a guest's address; use a wired link, or a bridge whose guests the host routes",
		     place->file, place->line, network->name.s, link);
}

static void look_at_folder(const char *folder)
{
	const struct dirent *entry;
	DIR *entries = opendir(folder);
	unsigned int n = 0;

	while (entries && (entry = readdir(entries)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    policyload_is_wanted(entry->d_name))
			continue;
		if (n++ < FILES_MAX)
			warn("%s/%s is not read, because its name does not end in .conf; rename it, or move it away",
			     folder, entry->d_name);
	}
	if (n > FILES_MAX)
		warn("%s: %u more files are not read", folder, n - FILES_MAX);
	if (entries)
		(void)closedir(entries);
}

void warn_policy(const char *path, const struct policy *policy)
{
	const struct network *network;
	char folder[PATH_MAX];

	for (size_t i = 0; (network = policy_network(policy, i)); i++) {
		look_at_link(network);
		if (!policy_is_open(network))
			warn("%s:%u: network \"%s\" has no allow, so nobody may use it; add one, such as: allow \"@kvm\" { }",
			     network->place.file, network->place.line,
			     network->name.s);
	}
	if (policyload_folder(path, folder, sizeof(folder)) <
	    (int)sizeof(folder))
		look_at_folder(folder);
}
