/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * record.c - puts fields into a line, and into the journal's form
 * (systemd.journal-fields(7)).  It sends nothing.
 */
#include "daemon/log/record.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define KEY_SIZE 32

/* Text that grows; after a piece that does not fit, it takes no more. */
struct text {
	char *s;
	size_t n, size;
	bool is_cut;
};

static void put(struct text *text, const char *s)
{
	const size_t n = strlen(s);

	if (text->is_cut || n >= text->size - text->n) {
		text->is_cut = true;
		return;
	}
	memcpy(text->s + text->n, s, n + 1);
	text->n += n;
}

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c <= '~';
}

/* also: a second character that gets a backslash, or '\0'. */
static void put_escaped(struct text *text, const char *value, char also)
{
	for (; *value; value++) {
		const unsigned char c = (unsigned char)*value;
		char escaped[5] = { *value };

		if (!is_plain(c))
			(void)snprintf(escaped, sizeof(escaped), "\\x%02x", c);
		else if (c == '\\' || (also && c == (unsigned char)also))
			(void)snprintf(escaped, sizeof(escaped), "\\%c", c);
		put(text, escaped);
	}
}

/* A value with a space or a quote is put in quotes. */
static void put_value(struct text *text, const char *value)
{
	bool has_quotes = false;

	for (const char *p = value; *p; p++)
		has_quotes |= *p == '"' || *p == ' ';
	if (has_quotes)
		put(text, "\"");
	put_escaped(text, value, has_quotes ? '"' : '\0');
	if (has_quotes)
		put(text, "\"");
}

static struct text line_of(struct record *record)
{
	return (struct text){ record->line, record->n_line,
			      sizeof(record->line), false };
}

/* Keep what was added if all of it fitted; else drop all of it. */
static void keep(const struct text *text, char *buffer, size_t *n)
{
	if (!text->is_cut)
		*n = text->n;
	buffer[*n] = '\0';
}

static void add_field(struct record *record, const char *key, const char *value)
{
	struct text text = { record->fields, record->n_fields,
			     sizeof(record->fields), false };
	char name[KEY_SIZE];

	(void)snprintf(name, sizeof(name), "%s", key);
	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	put(&text, "VMTAP_");
	put(&text, name);
	put(&text, "=");
	put_escaped(&text, value, '\0');
	put(&text, "\n");
	keep(&text, record->fields, &record->n_fields);
}

void record_begin(struct record *record, int level, const char *verdict)
{
	struct text line;

	record->level = level;
	record->n_line = record->n_fields = 0;
	line = line_of(record);
	put(&line, verdict);
	put(&line, ":");
	keep(&line, record->line, &record->n_line);
	add_field(record, "verdict", verdict);
}

void record_text(struct record *record, const char *key, const char *text)
{
	struct text line = line_of(record);

	if (!text || text[0] == '\0')
		return;
	put(&line, " ");
	put(&line, key);
	put(&line, "=");
	put_value(&line, text);
	keep(&line, record->line, &record->n_line);
	add_field(record, key, text);
}

void record_number(struct record *record, const char *key,
		   unsigned long long number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%llu", number);
	record_text(record, key, text);
}

void record_reason(struct record *record, const char *sentence)
{
	struct text line = line_of(record);

	put(&line, ": ");
	put_escaped(&line, sentence, '\0');
	record->n_line = line.n; /* keep it even if it was cut */
	add_field(record, "reason", sentence);
}

void record_plain(struct record *record, int level, const char *format,
		  va_list args)
{
	char sentence[RECORD_LINE_SIZE];
	struct text line;

	(void)vsnprintf(sentence, sizeof(sentence), format, args);
	record->level = level;
	record->n_line = record->n_fields = 0;
	record->fields[0] = '\0';
	line = line_of(record);
	line.s[0] = '\0';
	put_escaped(&line, sentence, '\0');
	record->n_line = line.n;
}
