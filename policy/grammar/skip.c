/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * skip.c - passes over a statement by its braces.
 */
#include "policy/grammar/skip.h"

static bool next(struct text *text)
{
	struct parse quiet = { .has_failed = true };

	return text_next(text, &quiet) == 0;
}

/* *text is at an opening brace. */
static bool skip_braces(struct text *text)
{
	unsigned int depth = 0;

	do {
		if (text->token == TOKEN_END)
			return false;
		depth += text->token == TOKEN_OPEN;
		depth -= text->token == TOKEN_CLOSE;
		if (!next(text))
			return false;
	} while (depth > 0);
	return true;
}

bool skip_statement(struct text *text)
{
	bool is_good = next(text);

	if (is_good && text->token == TOKEN_EQUALS) {
		is_good = next(text);
		if (is_good && text->token == TOKEN_WORD)
			return next(text);
		return is_good && text->token == TOKEN_OPEN &&
		       skip_braces(text);
	}
	while (is_good && text->token == TOKEN_WORD)
		is_good = next(text);
	return is_good && text->token == TOKEN_OPEN && skip_braces(text);
}
