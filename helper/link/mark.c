/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mark.c - facts of a lease to the alias of an interface, and back.  Pure.
 */
#include "link/mark.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LLADDR_DIGITS (2 * LLADDR_LEN)
#define GROUP_SIZE sizeof(" g=4294967295")
#define HOLD_SIZE sizeof(" x=18446744073709551615.ffffffffffffffff")

/* The hex digits of lladdr_format() without the colons. */
static void format_digits(const struct lladdr *lladdr,
			  char text[LLADDR_DIGITS + 1])
{
	const uint8_t *b = lladdr->b;

	(void)snprintf(text, LLADDR_DIGITS + 1, "%02x%02x%02x%02x%02x%02x",
		       b[0], b[1], b[2], b[3], b[4], b[5]);
}

static int parse_digits(const char *text, struct lladdr *ret_lladdr)
{
	struct lladdr lladdr;
	uint8_t *b = lladdr.b;

	if (strlen(text) != LLADDR_DIGITS ||
	    sscanf(text, "%2hhx%2hhx%2hhx%2hhx%2hhx%2hhx", &b[0], &b[1], &b[2],
		   &b[3], &b[4], &b[5]) != LLADDR_LEN)
		return -EINVAL;
	*ret_lladdr = lladdr;
	return 0;
}

static void format_group(gid_t group, char text[GROUP_SIZE])
{
	if (group == (gid_t)-1)
		(void)snprintf(text, GROUP_SIZE, " g=-");
	else
		(void)snprintf(text, GROUP_SIZE, " g=%u", group);
}

/* The group of an address that is known comes last, because it may lack room.
 * There is always room for " g=-". */
static void append_group(const struct facts *facts,
			 char alias[RTNL_ALIAS_MAX + 1])
{
	const size_t used = strlen(alias);
	char group[GROUP_SIZE];

	if (facts->guest == GUEST_LEARNING || !facts->has_rule_group)
		return;
	format_group(facts->rule_group, group);
	if (used + strlen(group) <= RTNL_ALIAS_MAX)
		memcpy(alias + used, group, strlen(group) + 1);
}

static void format_hold(const struct facts_hold *hold, char text[HOLD_SIZE])
{
	text[0] = '\0';
	if (hold->is_on)
		(void)snprintf(text, HOLD_SIZE, " x=%llu.%llx",
			       (unsigned long long)hold->until,
			       (unsigned long long)hold->process);
}

void mark_format(const struct mark *mark, char alias[RTNL_ALIAS_MAX + 1])
{
	char lladdr[LLADDR_TEXT_SIZE] = "";
	char link_lladdr[LLADDR_DIGITS + 1] = "";
	char group[GROUP_SIZE] = "", hold[HOLD_SIZE];
	const struct facts *facts = &mark->facts;
	const char *key = facts->guest == GUEST_TOLD ||
					  facts->guest == GUEST_CHOSEN
				  ? " a="
				  : " s=";

	if (facts_has_lladdr(facts))
		lladdr_format(&facts->lladdr, lladdr);
	else if (facts->guest == GUEST_LEARNING)
		(void)snprintf(lladdr, sizeof(lladdr), "?");
	if (facts->guest == GUEST_LEARNING && facts->has_rule_group)
		format_group(facts->rule_group, group);
	format_hold(&facts->hold, hold);
	if (mark->has_link_lladdr)
		format_digits(&facts->link_lladdr, link_lladdr);
	(void)snprintf(
		alias, RTNL_ALIAS_MAX + 1,
		"vmtap1 i=%08x u=%u p=%d t=%llu q=%u h=%u m=%d d=%u n=%s%s%s%s%s%s%s%s%s",
		mark->instance, facts->uid, facts->pid,
		(unsigned long long)facts->since, facts->queues,
		facts->vnet_hdr_size, (int)facts->mode, facts->lower_down,
		facts->network.s, hold, facts->vm.s[0] ? " v=" : "",
		facts->vm.s, lladdr[0] ? key : "", lladdr, group,
		link_lladdr[0] ? " l=" : "", link_lladdr);
	append_group(facts, alias);
}

/* Returns how many characters of rest it has read. */
static size_t parse_group(const char *rest, struct facts *facts)
{
	int end = 0;

	(void)sscanf(rest, " s=? g=-%n", &end);
	if (end > 0)
		facts->rule_group = (gid_t)-1;
	else
		(void)sscanf(rest, " s=? g=%u%n", &facts->rule_group, &end);
	facts->has_rule_group = end > 0;
	return end > 0 ? (size_t)end - strlen(" s=?") : 0;
}

/* mark_parse() refuses what else may follow. */
static void parse_last(const char *rest, struct facts *facts)
{
	if (strcmp(rest, " g=-") == 0)
		facts->rule_group = (gid_t)-1;
	else if (sscanf(rest, " g=%u", &facts->rule_group) != 1)
		return;
	facts->has_rule_group = true;
}

/* Returns how many characters of rest it has read. */
static size_t parse_hold(const char *rest, struct facts *facts)
{
	unsigned long long until, process;
	int end = 0;

	if (sscanf(rest, " x=%llu.%llx%n", &until, &process, &end) != 2)
		return 0;
	facts->hold = (struct facts_hold){ true, until, process };
	return (size_t)end;
}

/* Parse the parts that are optional. */
static int parse_rest(const char *rest, struct mark *mark)
{
	struct facts *facts = &mark->facts;
	char text[VMTAP_LABEL_MAX + 1];
	char key[2];

	rest += parse_hold(rest, facts);
	if (sscanf(rest, " v=%63s", text) == 1) {
		if (label_parse(text, &facts->vm) < 0)
			return -EINVAL;
		rest += strlen(" v=") + strlen(text);
	}
	if (strncmp(rest, " s=?", strlen(" s=?")) == 0) {
		facts->guest = GUEST_LEARNING;
		rest += strlen(" s=?") + parse_group(rest, facts);
	} else if (sscanf(rest, " %1[as]=%17s", key, text) == 2) {
		facts->guest = key[0] == 's' ? GUEST_LEARNED : GUEST_TOLD;
		if (lladdr_parse(text, &facts->lladdr) < 0)
			return -EINVAL;
		rest += strlen(" a=") + strlen(text);
	}
	if (sscanf(rest, " l=%12[0-9a-f]", text) == 1) {
		if (parse_digits(text, &facts->link_lladdr) < 0)
			return -EINVAL;
		mark->has_link_lladdr = true;
		rest += strlen(" l=") + strlen(text);
	}
	if (facts->guest != GUEST_LEARNING)
		parse_last(rest, facts);
	return 0;
}

int mark_parse(const char *alias, struct mark *ret_mark)
{
	char again[RTNL_ALIAS_MAX + 1];
	char network[VMTAP_LABEL_MAX + 1];
	unsigned long long since;
	struct mark mark = { 0 };
	struct facts *facts = &mark.facts;
	int mode, end = 0;

	if (sscanf(alias,
		   "vmtap1 i=%8x u=%u p=%d t=%llu q=%u h=%u m=%d d=%u n=%63s%n",
		   &mark.instance, &facts->uid, &facts->pid, &since,
		   &facts->queues, &facts->vnet_hdr_size, &mode,
		   &facts->lower_down, network, &end) != 9)
		return -EINVAL;
	facts->since = since;
	facts->mode = (enum vmtap_mode)mode;
	if (label_parse(network, &facts->network) < 0 || facts->queues < 1 ||
	    facts->queues > VMTAP_QUEUES_MAX || mode < VMTAP_MODE_NONE ||
	    mode > VMTAP_MODE_SOURCE || parse_rest(alias + end, &mark) < 0)
		return -EINVAL;
	/* scanf() accepts more than mark_format() writes, and an alias that
	 * differs from what mark_format() writes is not a mark */
	mark_format(&mark, again);
	if (strcmp(again, alias) != 0)
		return -EINVAL;
	*ret_mark = mark;
	return 0;
}

bool mark_is_group(long group)
{
	return group >= 0 && (MARK_GROUP(group) == (uint64_t)group ||
			      MARK_DOOMED(group) == (uint64_t)group);
}

bool mark_is_of(const struct rtnl_link *link, const struct mark *mark,
		uint32_t instance)
{
	uint32_t group = MARK_GROUP(instance);

	if (mark)
		return mark->instance == instance;
	return link->group == group || link->group == MARK_DOOMED(group);
}

bool mark_is_ours(const struct rtnl_link *link, uint32_t instance)
{
	struct mark mark;

	return mark_is_of(link,
			  mark_parse(link->alias, &mark) == 0 ? &mark : NULL,
			  instance);
}

void mark_altname(const struct facts *facts, unsigned int number,
		  char altname[MARK_ALTNAME_SIZE])
{
	/* the name also has ".", eight digits and the terminator */
	const int room = MARK_ALTNAME_SIZE - 10;
	bool has_vm = facts->vm.s[0] != '\0';
	int used;

	used = snprintf(altname, (size_t)room, "vmtap.%s.%u", facts->network.s,
			facts->uid);
	if (has_vm)
		used += snprintf(altname + used, (size_t)(room - used), ".%.*s",
				 room - used - 2, facts->vm.s);
	if (number || !has_vm)
		(void)snprintf(altname + used, 10, ".%08x", number);
}
