/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * record.h - one line of the log in two forms: text, and fields for the
 * journal.  Pure.
 *
 * Values may come from clients.  All that is not printable ASCII is escaped
 * (\xNN), so that a value can neither begin a new line nor look like another
 * field.
 */
#ifndef VMTAP_RECORD_H
#define VMTAP_RECORD_H

#include <stdarg.h>
#include <stddef.h>

#define RECORD_LINE_SIZE 2048
#define RECORD_FIELDS_SIZE 3072

struct record {
	int level; /* of syslog(3) */
	size_t n_line, n_fields;
	char line[RECORD_LINE_SIZE]; /* granted: uid=1000 vm=web1 ... */
	char fields[RECORD_FIELDS_SIZE]; /* VMTAP_UID=1000\n ... */
};

/* verdict: the word that begins the line, as "granted". */
void record_begin(struct record *record, int level, const char *verdict);

/*
 * Add a field.  key is lower case.  Unknown text ("" or NULL) is left out, and
 * so is a field for which there is no room.
 */
void record_number(struct record *record, const char *key,
		   unsigned long long number);
void record_text(struct record *record, const char *key, const char *text);

/* End the line with the reason, a sentence. */
void record_reason(struct record *record, const char *sentence);

/* A line without fields. */
void record_plain(struct record *record, int level, const char *format,
		  va_list args) __attribute__((format(printf, 3, 0)));

#endif
