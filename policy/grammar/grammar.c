/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grammar.c - the grammar of vmtapd.conf(5): sections, and in them the keys of
 * key.h.  It comes after text.c, and gives sections to parse.c.  It must not
 * judge a value.
 *
 * There is one function for each rule of the grammar.  Each begins at the first
 * token of what it reads, and stops at the token after it.
 */
#include "policy/grammar/grammar.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "policy/grammar/skip.h"
#include "policy/grammar/text.h"
#include "policy/report/similar.h"

struct grammar {
	struct parse *parse;
	struct text text;
	struct section *section; /* the section that is being read */
	struct place outermost; /* of the network block that is being read; its
				 * file is NULL outside of one */
};

static const struct {
	const char *word;
	enum section_kind in;
	bool has_title;
} rows[] = {
	[SECTION_FILE] = { "", SECTION_FILE, false },
	[SECTION_GLOBAL] = { "global", SECTION_FILE, false },
	[SECTION_NETWORK] = { "network", SECTION_FILE, true },
	[SECTION_ALLOW] = { "allow", SECTION_NETWORK, true },
	[SECTION_DENY] = { "deny", SECTION_NETWORK, true },
	[SECTION_VM] = { "vm", SECTION_NETWORK, true },
};

#define SECTIONS (sizeof(rows) / sizeof(rows[0]))

/* ---- mistakes --------------------------------------------------------- */

static int complain(struct grammar *grammar, struct place place,
		    const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int complain(struct grammar *grammar, struct place place,
		    const char *format, ...)
{
	const struct keys *keys = &grammar->section->keys;
	char text[VMTAP_TEXT_MAX + 1];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!keys->title)
		return parse_error(grammar->parse, place, "%s", text);
	return parse_error(grammar->parse, place, "in %s \"%s\": %s",
			   rows[keys->kind].word, keys->title, text);
}

static int refuse_token(struct grammar *grammar)
{
	const struct text *text = &grammar->text;

	if (text->token == TOKEN_END)
		return complain(grammar, text->place,
				"premature end of file; write what is missing");
	return complain(
		grammar, text->place,
		"unexpected token '%.*s'; vmtapd.conf(5) shows what may stand here",
		(int)text->length, text->start);
}

static int advance(struct grammar *grammar)
{
	int r = text_next(&grammar->text, grammar->parse);

	if (r < 0 || grammar->text.token != TOKEN_END ||
	    !grammar->outermost.file)
		return r;
	return parse_error(
		grammar->parse, grammar->outermost,
		"the block that begins here is not closed; the file is cut off, or a } is missing");
}

/* ---- keys ------------------------------------------------------------- */

static int read_value(struct grammar *grammar, enum key key)
{
	const struct text *text = &grammar->text;
	struct value *value;

	if (text->token != TOKEN_WORD)
		return refuse_token(grammar);
	value = section_add_value(grammar->section, key, text->length);
	if (!value)
		return parse_no_memory(grammar->parse);
	value->place = text->place;
	memcpy(value->text, text->start, text->length);
	return advance(grammar);
}

static int read_list(struct grammar *grammar, enum key key)
{
	struct text *text = &grammar->text;
	int r;

	do {
		r = advance(grammar);
		if (r == 0 && text->token == TOKEN_CLOSE)
			break;
		if (r == 0)
			r = read_value(grammar, key);
	} while (r == 0 && text->token == TOKEN_COMMA);
	if (r < 0)
		return r;
	if (text->token != TOKEN_CLOSE)
		return refuse_token(grammar);
	if (grammar->section->keys.of[key].n == 0)
		return parse_error(
			grammar->parse, text->place,
			"an empty list says nothing; put a value between the braces, or remove the key");
	return advance(grammar);
}

static int read_key(struct grammar *grammar, enum key key)
{
	const struct text *text = &grammar->text;
	int r;

	if (text->token != TOKEN_EQUALS)
		return complain(
			grammar, text->place,
			"missing equal sign after option '%s'; write key = value",
			key_name(key));
	r = advance(grammar);
	if (r < 0)
		return r;
	if (grammar->section->keys.of[key].n > 0)
		return complain(grammar, text->place,
				"this block has two values for '%s'; keep one",
				key_name(key));
	if (text->token == TOKEN_OPEN && key_has_list(key))
		return read_list(grammar, key);
	return read_value(grammar, key);
}

/* ---- sections --------------------------------------------------------- */

/* Is there another member with the same kind and name before it, or are there
 * too many? */
static int check_member(struct grammar *grammar, const struct section *member)
{
	const struct section *section = grammar->section;
	const struct place place = member->keys.place;

	for (const struct section *other = section->members; other != member;
	     other = other->next)
		if (member->title && other->title &&
		    other->keys.kind == member->keys.kind &&
		    strcmp(other->title, member->title) == 0)
			return complain(
				grammar, place,
				"found duplicate title '%s'; keep one, or merge the two",
				member->title);
	if (section->keys.kind == SECTION_FILE &&
	    section->n_members > POLICY_NETWORKS_MAX)
		return parse_error(
			grammar->parse, place,
			"more than %d networks in one file; remove some",
			POLICY_NETWORKS_MAX);
	if (section->n_members > POLICY_RULES_MAX)
		return parse_error(
			grammar->parse, place,
			"more than %d rules in one network; use groups",
			POLICY_RULES_MAX);
	return 0;
}

static int read_title(struct grammar *grammar, enum section_kind kind,
		      char **ret_title)
{
	const struct text *text = &grammar->text;

	if (text->token == TOKEN_END)
		return refuse_token(grammar);
	if (text->token != TOKEN_WORD)
		return complain(
			grammar, text->place,
			"missing title for section '%s'; write a name in front of the {",
			rows[kind].word);
	*ret_title = strndup(text->start, text->length);
	return *ret_title ? advance(grammar) : parse_no_memory(grammar->parse);
}

/* Read what comes before the opening brace. */
static int read_head(struct grammar *grammar, struct section *section)
{
	const enum section_kind kind = section->keys.kind;
	int r = 0;

	section->keys.place = grammar->text.place;
	if (rows[kind].has_title)
		r = read_title(grammar, kind, &section->title);
	section->keys.title = section->title;
	if (r < 0)
		return r;
	if (grammar->text.token == TOKEN_END)
		return refuse_token(grammar);
	if (grammar->text.token != TOKEN_OPEN)
		return complain(
			grammar, grammar->text.place,
			"missing opening brace for section '%s'; write { behind the name",
			rows[kind].word);
	section->keys.place = grammar->text.place;
	return 0;
}

static int read_section(struct grammar *grammar, enum section_kind kind);

static bool is_word(const struct text *text, const char *word)
{
	return strlen(word) == text->length &&
	       memcmp(word, text->start, text->length) == 0;
}

static int refuse_name(struct grammar *grammar, const struct text *name)
{
	const enum section_kind in = grammar->section->keys.kind;
	struct similar similar = similar_begin(name->start, name->length);
	char text[SIMILAR_TEXT_SIZE];

	for (enum section_kind kind = SECTION_GLOBAL; kind < SECTIONS; kind++)
		if (rows[kind].in == in)
			similar_offer(&similar, rows[kind].word);
	for (enum key key = 0; key < KEYS; key++)
		if (key_is_in(key, in))
			similar_offer(&similar, key_name(key));
	return complain(
		grammar, name->place,
		"no such option '%.*s'%s; vmtapd.conf(5) lists what there is",
		(int)name->length, name->start, similar_text(&similar, text));
}

/* Read a key or a section inside the current section. */
static int read_statement(struct grammar *grammar)
{
	const enum section_kind in = grammar->section->keys.kind;
	const struct text name = grammar->text;
	enum key key = 0;
	int r = advance(grammar);

	if (r < 0)
		return r;
	for (enum section_kind kind = SECTION_GLOBAL; kind < SECTIONS; kind++)
		if (rows[kind].in == in && is_word(&name, rows[kind].word))
			return read_section(grammar, kind);
	while (key < KEYS &&
	       !(key_is_in(key, in) && is_word(&name, key_name(key))))
		key++;
	if (key < KEYS)
		return read_key(grammar, key);
	return refuse_name(grammar, &name);
}

/* As read_statement(), but if it has a mistake go on behind it. */
static int read_or_skip(struct grammar *grammar)
{
	struct section *section = grammar->section;
	const struct place outermost = grammar->outermost;
	struct text text = grammar->text;
	int r = read_statement(grammar);

	if (r == 0 || !skip_statement(&text) ||
	    (text.token == TOKEN_END && outermost.file) ||
	    !parse_goes_on(grammar->parse, r))
		return r;
	section->is_flawed = true;
	grammar->section = section;
	grammar->outermost = outermost;
	grammar->text = text;
	return 0;
}

/* Read what is between the braces, or in the file. */
static int read_body(struct grammar *grammar)
{
	int r = advance(grammar);

	while (r == 0 && grammar->text.token == TOKEN_WORD)
		r = read_or_skip(grammar);
	return r;
}

static int read_section(struct grammar *grammar, enum section_kind kind)
{
	struct section *outer = grammar->section;
	struct section *section = section_add(outer, kind);
	const bool is_outermost = outer->keys.kind == SECTION_FILE;
	int r;

	if (!section)
		return parse_no_memory(grammar->parse);
	section->is_flawed = true; /* until its end is read */
	r = read_head(grammar, section);
	if (r == 0)
		r = check_member(grammar, section);
	if (r < 0)
		return r;
	section->is_flawed = false;
	if (is_outermost)
		grammar->outermost = section->keys.place;
	grammar->section = section;
	r = read_body(grammar);
	if (r == 0 && grammar->text.token != TOKEN_CLOSE)
		r = refuse_token(grammar);
	if (r < 0)
		return r;
	if (is_outermost)
		grammar->outermost.file = NULL;
	grammar->section = outer;
	return advance(grammar);
}

int grammar_read(struct parse *parse, const char *name, const char *text,
		 struct section *file)
{
	struct grammar grammar = { .parse = parse,
				   .text = text_begin(name, text),
				   .section = file };
	int r;

	parse->filename = name;
	r = read_body(&grammar);
	parse->is_cut |= r < 0;
	if (r < 0 || grammar.text.token == TOKEN_END)
		return r;
	parse->is_cut = true;
	if (grammar.text.token != TOKEN_CLOSE)
		return refuse_token(&grammar);
	return complain(&grammar, grammar.text.place,
			"unexpected closing brace; remove it");
}
