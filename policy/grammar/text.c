/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * text.c - what libconfuse may see.  Comes before it, knows characters and
 * braces only, and must not know any key.
 *
 * libconfuse 3.3 alone would surprise an administrator: it expands ${NAME}
 * from the environment, also between quotes; silently drops characters it
 * does not know ("a*b" are two words); takes "network=lan|kind" for a path
 * into another section; has escapes, and strings that run over lines; refuses
 * a comment within a list; counts a line with a comment as three; knows no
 * line of a section; and takes a file that was cut off inside a block, with
 * its last denials perhaps, for a whole one.  So all of that ends here, with a
 * line number, and what is handed on is words, plain strings, and { } = and
 * commas.
 */
#include "policy/grammar/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"

#define LINE_KEY_ROOM sizeof(" " POLICY_LINE_KEY "=4294967295 ")

struct scan {
	struct parse *parse;
	const char *p; /* next character of the file */
	char *out; /* next free place */
	const char *end; /* of the room at out */
	unsigned int line;
	unsigned int depth; /* of sections */
	unsigned int block_line; /* of the outermost one */
	unsigned int networks;
	unsigned int rules; /* of this network */
	bool is_after_equals; /* so "{" begins a list, not a section */
	bool is_list_empty; /* so far, so "}" now would leave it so */
	bool is_in_list;
};

static struct place here(const struct scan *scan)
{
	return (struct place){ scan->parse->filename, scan->line };
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("_-.:@", c));
}

static void copy(struct scan *scan)
{
	*scan->out++ = *scan->p++;
}

static int scan_word(struct scan *scan)
{
	while (is_word(*scan->p))
		copy(scan);
	return 0;
}

/* Why c may not stand between quotes; NULL if it may. */
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

static int scan_string(struct scan *scan)
{
	copy(scan);
	/* As a key it would end libconfuse without a word. */
	if (*scan->p == '"')
		return parse_error(
			scan->parse, here(scan),
			"an empty string says nothing; write something between the quotes");
	while (*scan->p != '"') {
		const char *fault = fault_in_string(scan->p);

		if (fault)
			return parse_error(scan->parse, here(scan), "%s",
					   fault);
		copy(scan);
	}
	copy(scan);
	return 0;
}

static int count_section(struct scan *scan)
{
	if (scan->depth == 0) {
		scan->rules = 0;
		scan->block_line = scan->line;
		if (++scan->networks > POLICY_NETWORKS_MAX)
			return parse_error(
				scan->parse, here(scan),
				"more than %d networks in one file; remove some",
				POLICY_NETWORKS_MAX);
	} else if (scan->depth == 1) {
		if (++scan->rules > POLICY_RULES_MAX)
			return parse_error(
				scan->parse, here(scan),
				"more than %d rules in one network; use groups",
				POLICY_RULES_MAX);
	}
	scan->depth++;
	return 0;
}

static int scan_open(struct scan *scan)
{
	copy(scan);
	if (scan->is_after_equals) {
		scan->is_in_list = true;
		if (scan->depth == 0)
			scan->block_line = scan->line;
		scan->is_list_empty = true;
		return 0;
	}
	scan->out += snprintf(scan->out, (size_t)(scan->end - scan->out),
			      " " POLICY_LINE_KEY "=%u ", scan->line);
	return count_section(scan);
}

static int scan_close(struct scan *scan, bool is_empty_list)
{
	if (is_empty_list)
		return parse_error(
			scan->parse, here(scan),
			"an empty list says nothing; put a value between the braces, or remove the key");
	copy(scan);
	if (scan->is_in_list)
		scan->is_in_list = false;
	else if (scan->depth > 0)
		scan->depth--;
	return 0;
}

static int scan_other(struct scan *scan)
{
	char c = *scan->p;

	if (c == '\'')
		return parse_error(
			scan->parse, here(scan),
			"a value stands between double quotes (\"), not single ones");
	if (c == '\r')
		return parse_error(
			scan->parse, here(scan),
			"a carriage return; save the file with Unix line ends");
	if (c < ' ' || c > '~')
		return parse_error(
			scan->parse, here(scan),
			"byte 0x%02x is not printable ASCII; remove it, or put it into a comment",
			(unsigned int)(unsigned char)c);
	return parse_error(
		scan->parse, here(scan),
		"'%c' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes",
		c);
}

static int scan_token(struct scan *scan)
{
	const bool is_empty_list = scan->is_list_empty;
	const char c = *scan->p;
	int r;

	scan->is_list_empty = false;
	if (c == '{')
		r = scan_open(scan);
	else if (c == '}')
		r = scan_close(scan, is_empty_list);
	else if (c == '"')
		r = scan_string(scan);
	else if (is_word(c))
		r = scan_word(scan);
	else if (c == '=' || c == ',')
		r = (copy(scan), 0);
	else
		r = scan_other(scan);
	scan->is_after_equals = c == '=';
	return r;
}

static size_t room_for(const char *text)
{
	size_t room = strlen(text) + 1;

	for (; *text; text++)
		if (*text == '{')
			room += LINE_KEY_ROOM;
	return room;
}

int text_prepare(struct parse *parse, const char *text, char **ret_text)
{
	const size_t room = room_for(text);
	_cleanup_free_
	char *out = malloc(room);
	struct scan scan = { .parse = parse, .p = text, .out = out, .line = 1 };

	if (!out)
		return parse_no_memory(parse);
	scan.end = out + room;
	while (*scan.p) {
		int r = 0;

		if (*scan.p == '#')
			scan.p += strcspn(scan.p, "\n");
		else if (*scan.p == '\n')
			scan.line++, copy(&scan);
		else if (*scan.p == ' ' || *scan.p == '\t')
			copy(&scan);
		else
			r = scan_token(&scan);
		if (r < 0)
			return r;
	}
	if (scan.depth > 0 || scan.is_in_list)
		return parse_error(
			parse,
			(struct place){ parse->filename, scan.block_line },
			"the block that begins here is not closed; the file is cut off, or a } is missing");
	*scan.out = '\0';
	*ret_text = TAKE_PTR(out);
	return 0;
}
