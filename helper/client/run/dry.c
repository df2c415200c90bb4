/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dry.c - prints what 'vmtap run' would execute.
 */
#include "client/run/dry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/arguments/problem.h"
#include "client/run/listen.h"
#include "common/cleanup.h"

/* Text that means itself in a shell. */
static bool is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	return text[0] != '\0' && text[strspn(text, plain)] == '\0';
}

static void print_quoted(const char *text)
{
	if (is_plain(text)) {
		fputs(text, stdout);
		return;
	}
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
	putchar('\'');
}

enum status dry_print(const struct nics *nics, bool is_listening,
		      char *const *arguments)
{
	if (is_listening) {
		_cleanup_free_
		char *names = listen_names(nics);
		struct vmtap_error err;

		if (!names) {
			(void)problem_memory(&err);
			return status_report(&err);
		}
		printf("LISTEN_FDS=%zu LISTEN_FDNAMES=%s ", listen_count(nics),
		       names);
	}
	for (size_t i = 0; arguments[i]; i++) {
		if (i > 0)
			putchar(' ');
		print_quoted(arguments[i]);
	}
	putchar('\n');
	return STATUS_OK;
}
