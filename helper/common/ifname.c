/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ifname.c - text to struct ifname.  Pure.
 */
#include "common/ifname.h"

#include <errno.h>
#include <string.h>

#include "vmtap.h"

_Static_assert(VMTAP_IFNAME_MAX == IFNAMSIZ - 1, "as the kernel has it");

int ifname_parse(const char *text, struct ifname *ret_name)
{
	struct ifname name = { 0 };
	size_t n = strlen(text);

	if (n == 0 || n >= sizeof(name.s))
		return -EINVAL;
	if (strcmp(text, ".") == 0 || strcmp(text, "..") == 0)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (text[i] <= ' ' || text[i] > '~' || text[i] == '/' ||
		    text[i] == ':')
			return -EINVAL;
	memcpy(name.s, text, n);
	*ret_name = name;
	return 0;
}
