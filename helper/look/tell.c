/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tell.c - hands a finding on, and prints one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/words.h"
#include "look/look.h"

void look_tell(const struct look *look, enum vmtap_state state,
	       const char *name, const char *format, ...)
{
	char text[VMTAP_TEXT_MAX + 1];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	look->found(look->data, state, name, text);
}

/* Of the select graphic rendition (ECMA-48). */
static const char *colour_of(enum vmtap_state state)
{
	switch (state) {
	case VMTAP_STATE_OK:
		return "\033[32m";
	case VMTAP_STATE_WRONG:
		return "\033[31m";
	case VMTAP_STATE_HINT:
		return "\033[33m";
	case VMTAP_STATE_UNSEEN:
		return "\033[36m";
	}
	return "";
}

/* NO_COLOR: https://no-color.org */
void look_print(enum vmtap_state state, const char *about, const char *name,
		const char *text)
{
	const bool has_colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");

	printf("%s%-6s%s %s: %s: %s\n", has_colour ? colour_of(state) : "",
	       words_state(state), has_colour ? "\033[0m" : "", about, name,
	       text);
}
