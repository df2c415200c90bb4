/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * global.c - the meaning of the block "global" of vmtapd.conf(5).
 */
#include <errno.h>
#include <string.h>

#include "policy/meaning/blocks.h"
#include "policy/meaning/value.h"

static int key_on_reload(struct parse *parse, const struct value *value,
			 struct global *global)
{
	if (!value || strcmp(value->text, "keep") == 0)
		return 0;
	if (strcmp(value->text, "revoke") != 0)
		return parse_error(
			parse, value->place,
			"on-reload = \"%s\" is not known; write keep or revoke",
			value->text);
	global->has_revoke = true;
	return 0;
}

static int key_admin(struct parse *parse, const struct values *values,
		     struct policy *policy)
{
	if (values->n > POLICY_ADMINS_MAX)
		return parse_error(parse, values->at[0]->place,
				   "more than %d entries in admin; use a group",
				   POLICY_ADMINS_MAX);
	for (size_t i = 0; i < values->n; i++) {
		const struct value *value = values->at[i];
		int r = who_parse(parse, value->place, "admin", value->text,
				  &policy->admins[i]);

		if (r < 0)
			return r;
		if (policy->admins[i].kind == WHO_ALL)
			return parse_error(
				parse, value->place,
				"admin cannot be everybody, for admins see and end all devices; name a group");
	}
	policy->n_admins = values->n;
	return 0;
}

/* Users whom passwd(5) does not have: those of a directory. */
static int key_logins(struct parse *parse, const struct values *values,
		      struct policy *policy)
{
	if (values->n > POLICY_LOGINS_MAX)
		return parse_error(
			parse, values->at[0]->place,
			"more than %d entries in logins; use wider ranges",
			POLICY_LOGINS_MAX);
	for (size_t i = 0; i < values->n; i++) {
		const struct value *value = values->at[i];
		struct who *who = &policy->login_ranges[i];
		int r = who_parse(parse, value->place, "logins", value->text,
				  who);

		if (r < 0)
			return r;
		if (who->kind != WHO_USER && who->kind != WHO_USER_RANGE)
			return parse_error(
				parse, value->place,
				"logins \"%s\" is not about users; write a range of uids, as in 200000-399999",
				value->text);
	}
	policy->n_login_ranges = values->n;
	return 0;
}

int keys_global(struct parse *parse, const struct keys *keys,
		struct policy *policy)
{
	const struct range leases = { 1, POLICY_LEASES_MAX };
	const struct range connections = { 1, POLICY_CONNECTIONS_MAX };
	const struct range requests = { 1, POLICY_REQUESTS_MAX };
	struct global global = {
		.leases = POLICY_LEASES_MAX,
		.connections = POLICY_CONNECTIONS_DEFAULT,
		.requests = POLICY_REQUESTS_DEFAULT,
	};
	int r;

	r = value_number(parse, keys_value(keys, KEY_LEASES), leases,
			 &global.leases);
	if (r == 0)
		r = value_number(parse, keys_value(keys, KEY_CONNECTIONS),
				 connections, &global.connections);
	if (r == 0)
		r = value_number(parse, keys_value(keys, KEY_REQUESTS),
				 requests, &global.requests);
	if (r == 0)
		r = key_on_reload(parse, keys_value(keys, KEY_ON_RELOAD),
				  &global);
	if (r == 0)
		r = key_admin(parse, &keys->of[KEY_ADMIN], policy);
	if (r == 0)
		r = key_logins(parse, &keys->of[KEY_LOGINS], policy);
	if (r == 0)
		r = keys_reserved(parse, &keys->of[KEY_RESERVED],
				  &policy->reserved);
	if (r == 0)
		policy->global = global;
	return r;
}

const struct global *policy_global(const struct policy *policy)
{
	return &policy->global;
}

bool policy_is_admin(const struct policy *policy, const struct peer *peer)
{
	/* no container needs to be an administrator, and the uid may be that of
	 * a directory's user whom nobody put into "logins" */
	if (peer->kernel_uid != peer->uid)
		return false;
	for (size_t i = 0; i < policy->n_admins; i++)
		if (who_admits(&policy->admins[i], peer))
			return true;
	return peer->uid == 0;
}
