/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * label.c - text to struct label.  Pure.  It does not depend on a locale.
 */
#include "common/label.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

int label_parse(const char *text, struct label *ret_label)
{
	struct label label = { 0 };
	size_t n = strnlen(text, sizeof(label.s));

	if (n == 0 || n == sizeof(label.s) || !is_alnum(text[0]))
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (!is_alnum(text[i]) && !strchr("_.+-@:", text[i]))
			return -EINVAL;
	memcpy(label.s, text, n);
	*ret_label = label;
	return 0;
}
