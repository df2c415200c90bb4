/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * message.c - the messages about a policy that is refused.
 */
#include "policy/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

bool parse_tell(struct parse *parse, const struct error *err)
{
	if (parse->n_mistakes == 0 && parse->err)
		*parse->err = *err;
	parse->n_mistakes++;
	if (!parse->names || !parse->names->mistake)
		return false;
	parse->names->mistake(err->text);
	return parse->n_mistakes < POLICY_MISTAKES_MAX;
}

bool parse_goes_on(struct parse *parse, int r)
{
	if (r != -EINVAL || !parse->names || !parse->names->mistake ||
	    parse->n_mistakes >= POLICY_MISTAKES_MAX)
		return false;
	parse->has_failed = false;
	return true;
}

int parse_error(struct parse *parse, struct place place, const char *format,
		...)
{
	struct error err = { .code = VMTAP_E_ARGUMENT };
	va_list args;

	if (parse->has_failed)
		return -EINVAL;
	parse->has_failed = true;
	va_start(args, format);
	(void)vsnprintf(err.text, sizeof(err.text), format, args);
	va_end(args);
	error_prefix(&err, "%s:%u", place.file, place.line);
	(void)parse_tell(parse, &err);
	return -EINVAL;
}

int parse_no_memory(struct parse *parse)
{
	parse->has_failed = true;
	return error_set(parse->err, VMTAP_E_INTERNAL, ENOMEM,
			 "%s: out of memory",
			 parse->filename ? parse->filename : "policy");
}
