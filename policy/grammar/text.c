/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * text.c - the characters of a policy file: words, strings, and the four signs.
 * It comes before grammar.c, and must not know any key.
 *
 * There are no escapes, no variables and no strings over several lines, so that
 * each value means what an administrator reads.
 */
#include "policy/grammar/text.h"

#include <errno.h>
#include <string.h>

struct text text_begin(const char *file, const char *text)
{
	return (struct text){ .place = { file, 1 }, .rest = text };
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("_-.:@", c));
}

/* Why *p may not be between quotes.  NULL if it may. */
static const char *fault_in_string(const char *p)
{
	if (*p == '\n' || *p == '\0')
		return "the quotes are not closed on this line; add the missing \"";
	if (p[0] == '$' && p[1] == '{')
		return "${ is not expanded here, a policy must not depend on the environment; write the value itself";
	if (*p == '\\')
		return "a backslash cannot stand in a value; give a user or group of such a name by number";
	if (*p == '|' || *p == '=')
		return "neither | nor = can stand in a value; rename the link";
	if (*p < ' ' || *p > '~')
		return "only printable ASCII can stand between quotes; give a user or group of another name by number";
	return NULL;
}

static int read_string(struct text *text, struct parse *parse)
{
	const char *end = ++text->start;

	if (*end == '"')
		return parse_error(
			parse, text->place,
			"an empty string says nothing; write something between the quotes");
	for (; *end != '"'; end++) {
		const char *fault = fault_in_string(end);

		if (fault)
			return parse_error(parse, text->place, "%s", fault);
	}
	text->length = (size_t)(end - text->start);
	text->rest = end + 1;
	return 0;
}

static int refuse_sign(struct text *text, struct parse *parse)
{
	const char c = *text->start;

	if (c == '\'')
		return parse_error(
			parse, text->place,
			"a value stands between double quotes (\"), not single ones");
	if (c == '\r')
		return parse_error(
			parse, text->place,
			"a carriage return; save the file with Unix line ends");
	if (c < ' ' || c > '~')
		return parse_error(
			parse, text->place,
			"byte 0x%02x is not printable ASCII; remove it, or put it into a comment",
			(unsigned int)(unsigned char)c);
	return parse_error(
		parse, text->place,
		"'%c' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes",
		c);
}

static void skip_blanks(struct text *text)
{
	const char *p = text->rest;

	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '#')
		if (*p == '#')
			p += strcspn(p, "\n");
		else
			text->place.line += *p++ == '\n';
	text->rest = p;
}

int text_next(struct text *text, struct parse *parse)
{
	static const char signs[] = "{}=,";
	const char *sign;

	skip_blanks(text);
	text->start = text->rest;
	text->length = 0;
	if (*text->start == '\0') {
		text->token = TOKEN_END;
		return 0;
	}
	sign = strchr(signs, *text->start);
	if (sign) {
		text->token = TOKEN_OPEN + (enum token)(sign - signs);
		text->length = 1;
		text->rest++;
		return 0;
	}
	text->token = TOKEN_WORD;
	if (*text->start == '"')
		return read_string(text, parse);
	while (is_word(*text->rest))
		text->rest++;
	text->length = (size_t)(text->rest - text->start);
	return text->length > 0 ? 0 : refuse_sign(text, parse);
}
