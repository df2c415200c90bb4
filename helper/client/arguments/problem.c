/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * problem.c - fills a struct vmtap_error for faults that the client finds.
 */
#include "client/arguments/problem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int problem(struct vmtap_error *err, const char *format, ...)
{
	va_list args;

	err->code = VMTAP_E_ARGUMENT;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -EINVAL;
}

int problem_memory(struct vmtap_error *err)
{
	(void)problem(err, "out of memory");
	err->code = VMTAP_E_INTERNAL;
	return -ENOMEM;
}
