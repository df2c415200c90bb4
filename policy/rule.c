/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rule.c - the meaning of allow and deny in vmtapd.conf(5): who, and what.
 * Comes after keys.c has read the network that the rule stands in.
 */
#include <errno.h>
#include <string.h>

#include "parse.h"

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

	r = who_parse(parse, keys->place, keys->is_deny ? "deny" : "allow",
		      keys->who, &rule.who);
	if (r < 0)
		return r;
	memcpy(rule.text, keys->who, strlen(keys->who) + 1);
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
