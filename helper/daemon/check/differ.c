/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * differ.c - compares two policies: by their rules, because nobody can list the
 * users of each directory, and for each user whom the host can list.
 */
#include "daemon/check/differ.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "daemon/check/peer.h"
#include "policy/report/offer.h"

static unsigned int n_lines;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
	va_list args;

	if (n_lines++ >= DIFFER_LINES_MAX)
		return;
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* ---- rules ------------------------------------------------------------ */

static bool has_rule(const struct network *network, const char *rule)
{
	char other[OFFER_RULE_SIZE];

	for (size_t i = 0; network && policy_offer_rule(network, i, other); i++)
		if (strcmp(rule, other) == 0)
			return true;
	return false;
}

/* Say which networks and rules of policy the other one has not. */
static void say_missing(const struct policy *policy, const struct policy *other,
			const char *verb)
{
	const struct network *network;
	char rule[OFFER_RULE_SIZE];

	for (size_t i = 0; (network = policy_network(policy, i)); i++) {
		const struct network *same =
			policy_network_named(other, &network->name);

		if (!same)
			say("%s: network %s", verb, network->name.s);
		for (size_t j = 0; policy_offer_rule(network, j, rule); j++)
			if (!has_rule(same, rule))
				say("%s: %s %s", verb, network->name.s, rule);
	}
}

/* ---- users ------------------------------------------------------------ */

static bool may_use(const struct policy *policy, const struct peer *user,
		    const struct label *name)
{
	const struct network *network = policy_network_named(policy, name);
	struct peer peer = *user;
	struct decision decision;

	if (!network)
		return false;
	policy_identify(policy, &peer);
	policy_admit(&peer, network, &decision);
	return decision.err.code == VMTAP_OK;
}

/* The networks of policy that the user may use there, but not by the other. */
static void say_user(const char *name, const struct peer *peer,
		     const struct policy *policy, const struct policy *other,
		     const char *verb)
{
	const struct network *network;

	for (size_t i = 0; (network = policy_network(policy, i)); i++)
		if (may_use(policy, peer, &network->name) &&
		    !may_use(other, peer, &network->name))
			say("%s: %s %s", verb, name, network->name.s);
}

static void compare_user(const char *name, const struct policy *old,
			 const struct policy *policy)
{
	_cleanup_free_
	gid_t *groups = NULL;
	struct peer peer = { 0 };

	if (check_find_peer(policy, name, &peer, &groups) < 0)
		return;
	peer.uid = peer.kernel_uid;
	say_user(name, &peer, policy, old, "gains");
	say_user(name, &peer, old, policy, "loses");
}

/* Names first: looking for a user may end the list. */
static void compare_users(const struct policy *old, const struct policy *policy)
{
	_cleanup_free_
	char **names = calloc(DIFFER_USERS_MAX, sizeof(*names));
	const struct passwd *passwd;
	size_t n = 0;

	if (!names) {
		fprintf(stderr, "vmtapd: no memory to compare users\n");
		return;
	}
	setpwent();
	while (n < DIFFER_USERS_MAX && (passwd = getpwent()) != NULL) {
		names[n] = strdup(passwd->pw_name);
		n += names[n] != NULL;
	}
	endpwent();
	if (n == DIFFER_USERS_MAX)
		fprintf(stderr,
			"vmtapd: only the first %d users are compared; the rules say who else gains or loses\n",
			DIFFER_USERS_MAX);
	for (size_t i = 0; i < n; i++) {
		compare_user(names[i], old, policy);
		free(names[i]);
	}
}

void differ(const struct policy *old, const struct policy *policy)
{
	n_lines = 0;
	say_missing(old, policy, "removed");
	say_missing(policy, old, "added");
	compare_users(old, policy);
	if (n_lines > DIFFER_LINES_MAX)
		printf("%u more lines\n", n_lines - DIFFER_LINES_MAX);
}
