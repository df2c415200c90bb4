/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * message.c - the one message about a policy that is refused.
 */
#include "policy/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int parse_error(struct parse *parse, struct place place, const char *format,
		...)
{
	struct error *err = parse->err;
	va_list args;

	if (parse->has_failed || !err)
		return -EINVAL;
	parse->has_failed = true;
	err->code = VMTAP_E_ARGUMENT;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	error_prefix(err, "%s:%u", place.file, place.line);
	return -EINVAL;
}

int parse_no_memory(struct parse *parse)
{
	parse->has_failed = true;
	return error_set(parse->err, VMTAP_E_INTERNAL, ENOMEM,
			 "%s: out of memory",
			 parse->filename ? parse->filename : "policy");
}
