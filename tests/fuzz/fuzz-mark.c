/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any alias that an administrator or another program may have given a link:
 * mark_parse() refuses it, or the mark is legal and makes the same alias again.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "link/mark.h"
#include "tests/fuzz/fuzz.h"

static void check_altname(const struct mark *mark)
{
	char altname[MARK_ALTNAME_SIZE];

	mark_altname(&mark->facts, mark->instance, altname);
	assert(memchr(altname, '\0', sizeof(altname)));
	assert(strncmp(altname, "vmtap.", strlen("vmtap.")) == 0);
}

static void check_parsed(const struct mark *mark, const char *alias)
{
	char again[RTNL_ALIAS_MAX + 1];
	struct rtnl_link link = { 0 };
	struct label label;

	assert(label_parse(mark->facts.network.s, &label) == 0);
	assert(!mark->facts.vm.s[0] ||
	       label_parse(mark->facts.vm.s, &label) == 0);
	assert(mark->facts.queues >= 1 &&
	       mark->facts.queues <= VMTAP_QUEUES_MAX);
	mark_format(mark, again);
	assert(strcmp(alias, again) == 0);
	strcpy(link.alias, alias);
	assert(mark_is_ours(&link, mark->instance));
	assert(!mark_is_ours(&link, mark->instance ^ 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char alias[RTNL_ALIAS_MAX + 1] = "";
	struct mark mark;

	if (size > RTNL_ALIAS_MAX)
		size = RTNL_ALIAS_MAX;
	if (size > 0)
		memcpy(alias, data, size);
	if (mark_parse(alias, &mark) < 0)
		return 0;
	check_parsed(&mark, alias);
	check_altname(&mark);
	return 0;
}
