/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rule.c - the meaning of allow and deny in vmtapd.conf(5): who, and what.
 * Comes after keys.c has read the network that the rule stands in.
 */
#include <errno.h>
#include <string.h>

#include "parse.h"

/* Not (uid_t)-1, which means "no change" to chown(2) and friends. */
#define ID_MAX 4294967294u

static int look_up(struct parse *parse, const struct rule *rule,
		   const char *name, id_t *ret_id)
{
	const struct policy_names *names = parse->names;
	const char *what = rule->is_group ? "group" : "user";
	uid_t uid;
	gid_t gid;
	int r;

	r = rule->is_group ? names->group(names->data, name, &gid)
			   : names->user(names->data, name, &uid);
	if (r == -ENOENT)
		return parse_error(
			parse, rule->place,
			"there is no %s \"%s\"; create it, or remove the rule",
			what, name);
	if (r < 0)
		return parse_error(
			parse, rule->place,
			"%s \"%s\" cannot be looked up (errno %d); use its number",
			what, name, -r);
	*ret_id = rule->is_group ? gid : uid;
	return 0;
}

/* "alice", "1000", "@kvm" or "@36". */
static int read_who(struct parse *parse, const char *who, struct rule *rule)
{
	const char *kind = rule->is_deny ? "deny" : "allow";
	const char *name;

	if (strlen(who) > POLICY_WHO_MAX)
		return parse_error(
			parse, rule->place,
			"the name after %s has more than %d bytes; use the number",
			kind, POLICY_WHO_MAX);
	memcpy(rule->who, who, strlen(who) + 1);
	rule->is_group = who[0] == '@';
	name = rule->is_group ? who + 1 : who;
	if (name[0] == '\0')
		return parse_error(
			parse, rule->place,
			"%s \"%s\" names nobody; write a user, or @ and a group",
			kind, who);
	if (name[strspn(name, "0123456789")] != '\0')
		return look_up(parse, rule, name, &rule->id);
	if (value_decimal(name, ID_MAX, &rule->id) < 0)
		return parse_error(
			parse, rule->place,
			"%s \"%s\" is no number of a user or group; write 0 to %u without leading zeros",
			kind, who, ID_MAX);
	return 0;
}

static int add_range(struct parse *parse, const struct value *value,
		     struct rule *rule)
{
	static const struct lladdr zero;
	struct lladdr_range range;

	if (lladdr_range_parse(value->text, &range) < 0)
		return parse_error(
			parse, value->place,
			"mac \"%s\" is not a range: write an address and how many of its bits are fixed, \"52:54:00:00:00:00/24\", the other bits zero",
			value->text);
	if ((range.base.b[0] & 1) ||
	    (range.prefix == 48 && lladdr_equal(&range.base, &zero)))
		return parse_error(
			parse, value->place,
			"mac \"%s\" has no station's address in it but zero or multicast ones; the first byte must be even",
			value->text);
	if (rule->n_ranges == VMTAP_RANGES_MAX)
		return parse_error(
			parse, value->place,
			"more than %d ranges in one rule; use fewer, wider ones",
			VMTAP_RANGES_MAX);
	rule->ranges[rule->n_ranges++] = range;
	return 0;
}

int keys_rule(struct parse *parse, const struct network *network,
	      const struct rule_keys *keys, struct rule *ret_rule)
{
	struct rule rule = {
		.is_deny = keys->is_deny,
		.place = keys->place,
		.devices = network->devices,
	};
	int r;

	r = read_who(parse, keys->who, &rule);
	if (r < 0)
		return r;
	r = value_number(parse, keys->devices, "devices", 1, POLICY_DEVICES_MAX,
			 &rule.devices);
	if (r < 0)
		return r;
	if (rule.devices > network->devices)
		return parse_error(
			parse, keys->devices->place,
			"devices = %u is more than the %u of network \"%s\" itself; lower it, or raise those",
			rule.devices, network->devices, network->name.s);
	for (size_t i = 0; i < keys->n_mac; i++) {
		r = add_range(parse, keys->mac[i], &rule);
		if (r < 0)
			return r;
	}
	*ret_rule = rule;
	return 0;
}
