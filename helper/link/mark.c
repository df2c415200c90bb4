/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mark.c - the facts of a lease as an interface alias.  Pure.
 */
#include "mark.h"

#include <stdio.h>

void mark_format(const struct mark *mark, char alias[RTNL_ALIAS_MAX + 1])
{
	char lladdr[LLADDR_TEXT_SIZE] = "";

	if (mark->has_lladdr)
		lladdr_format(&mark->lladdr, lladdr);
	(void)snprintf(alias, RTNL_ALIAS_MAX + 1,
		       "vmtap1 uid=%u pid=%d since=%llu net=%s%s%s%s%s",
		       mark->uid, mark->pid, (unsigned long long)mark->since,
		       mark->network.s, mark->vm.s[0] ? " vm=" : "", mark->vm.s,
		       lladdr[0] ? " lladdr=" : "", lladdr);
}
