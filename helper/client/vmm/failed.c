/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * failed.c - see failed.h.
 */
#include "client/vmm/failed.h"

#include <stdarg.h>
#include <stdio.h>

#include "client/output/status.h"

int failed(struct vmtap_error *err, int r, const char *format, ...)
{
	va_list args;

	err->code = STATUS_CODE_MONITOR;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return r;
}

const char *failed_quote(const char *text, char quoted[FAILED_QUOTE_SIZE])
{
	size_t n = 0;

	for (; n < FAILED_QUOTE_SIZE - 1 && text[n]; n++)
		quoted[n] = text[n] < ' ' || text[n] > '~' ? '?' : text[n];
	quoted[n] = '\0';
	return quoted;
}
