/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mark.c - the facts of a lease as an interface's alias, and back.  Pure.
 */
#include "link/mark.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LLADDR_DIGITS (2 * LLADDR_LEN)
#define GROUP_SIZE sizeof(" g=4294967295")

/* Hex digits only, as lladdr_format() without its colons. */
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

void mark_format(const struct mark *mark, char alias[RTNL_ALIAS_MAX + 1])
{
	char lladdr[LLADDR_TEXT_SIZE] = "";
	char link_lladdr[LLADDR_DIGITS + 1] = "";
	char group[GROUP_SIZE] = "";
	const char *key = mark->is_learned || mark->is_learning ? " s=" : " a=";

	if (mark->has_lladdr)
		lladdr_format(&mark->lladdr, lladdr);
	else if (mark->is_learning)
		(void)snprintf(lladdr, sizeof(lladdr), "?");
	if (mark->is_learning && mark->has_rule_group)
		format_group(mark->rule_group, group);
	if (mark->has_link_lladdr)
		format_digits(&mark->link_lladdr, link_lladdr);
	(void)snprintf(
		alias, RTNL_ALIAS_MAX + 1,
		"vmtap1 i=%08x u=%u p=%d t=%llu q=%u h=%u m=%d d=%u n=%s%s%s%s%s%s%s%s",
		mark->instance, mark->uid, mark->pid,
		(unsigned long long)mark->since, mark->queues,
		mark->vnet_hdr_size, (int)mark->mode, mark->lower_down,
		mark->network.s, mark->vm.s[0] ? " v=" : "", mark->vm.s,
		lladdr[0] ? key : "", lladdr, group,
		link_lladdr[0] ? " l=" : "", link_lladdr);
}

/* How much of the text it takes. */
static size_t parse_group(const char *rest, struct mark *mark)
{
	int end = 0;

	(void)sscanf(rest, " s=? g=-%n", &end);
	if (end > 0)
		mark->rule_group = (gid_t)-1;
	else
		(void)sscanf(rest, " s=? g=%u%n", &mark->rule_group, &end);
	mark->has_rule_group = end > 0;
	return end > 0 ? (size_t)end - strlen(" s=?") : 0;
}

/* The parts that may be missing. */
static int parse_rest(const char *rest, struct mark *mark)
{
	char text[VMTAP_LABEL_MAX + 1];
	char key[2];

	if (sscanf(rest, " v=%63s", text) == 1) {
		if (label_parse(text, &mark->vm) < 0)
			return -EINVAL;
		rest += strlen(" v=") + strlen(text);
	}
	if (strncmp(rest, " s=?", strlen(" s=?")) == 0) {
		mark->is_learning = true;
		rest += strlen(" s=?") + parse_group(rest, mark);
	} else if (sscanf(rest, " %1[as]=%17s", key, text) == 2) {
		mark->is_learned = key[0] == 's';
		if (lladdr_parse(text, &mark->lladdr) < 0)
			return -EINVAL;
		mark->has_lladdr = true;
		rest += strlen(" a=") + strlen(text);
	}
	if (sscanf(rest, " l=%12[0-9a-f]", text) == 1) {
		if (parse_digits(text, &mark->link_lladdr) < 0)
			return -EINVAL;
		mark->has_link_lladdr = true;
	}
	return 0;
}

int mark_parse(const char *alias, struct mark *ret_mark)
{
	char again[RTNL_ALIAS_MAX + 1];
	char network[VMTAP_LABEL_MAX + 1];
	unsigned long long since;
	struct mark mark = { 0 };
	int mode, end = 0;

	if (sscanf(alias,
		   "vmtap1 i=%8x u=%u p=%d t=%llu q=%u h=%u m=%d d=%u n=%63s%n",
		   &mark.instance, &mark.uid, &mark.pid, &since, &mark.queues,
		   &mark.vnet_hdr_size, &mode, &mark.lower_down, network,
		   &end) != 9)
		return -EINVAL;
	mark.since = since;
	mark.mode = (enum vmtap_mode)mode;
	if (label_parse(network, &mark.network) < 0 || mark.queues < 1 ||
	    mark.queues > VMTAP_QUEUES_MAX || mode < VMTAP_MODE_NONE ||
	    mode > VMTAP_MODE_SOURCE || parse_rest(alias + end, &mark) < 0)
		return -EINVAL;
	/* whatever scanf() let pass, it is not ours unless we write the same */
	mark_format(&mark, again);
	if (strcmp(again, alias) != 0)
		return -EINVAL;
	*ret_mark = mark;
	return 0;
}

bool mark_is_ours(const struct rtnl_link *link, uint32_t instance)
{
	uint32_t group = MARK_GROUP(instance);
	struct mark mark;

	if (mark_parse(link->alias, &mark) == 0)
		return mark.instance == instance;
	return link->group == group || link->group == MARK_DOOMED(group);
}

void mark_altname(const struct mark *mark, unsigned int number,
		  char altname[MARK_ALTNAME_SIZE])
{
	/* what comes after: ".", eight digits, and the terminator */
	const int room = MARK_ALTNAME_SIZE - 10;
	bool has_vm = mark->vm.s[0] != '\0';
	int used;

	used = snprintf(altname, (size_t)room, "vmtap.%s.%u", mark->network.s,
			mark->uid);
	if (has_vm)
		used += snprintf(altname + used, (size_t)(room - used), ".%.*s",
				 room - used - 2, mark->vm.s);
	if (number || !has_vm)
		(void)snprintf(altname + used, 10, ".%08x", number);
}
