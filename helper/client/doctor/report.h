/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * report.h - what 'vmtap doctor' has found: a line each, or an array for
 * programs.
 */
#ifndef VMTAP_REPORT_H
#define VMTAP_REPORT_H

#include <stdbool.h>

#include "look/look.h"
#include "vmtap.h"

struct json_object;

struct report {
	struct json_object *array; /* NULL: print lines */
	char about[96]; /* "network lan"; of the findings that come */
	unsigned int n_wrong;
	struct look look; /* adds to this report */
};

void report_begin(struct report *report, bool is_json);

/* Name what the next findings are about. */
void report_set_about(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void report_add(struct report *report, enum vmtap_state state, const char *name,
		const char *text);

/* The same; what is too long is cut. */
void report_say(struct report *report, enum vmtap_state state, const char *name,
		const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Print the object for programs, if it is for them. */
void report_finish(struct report *report);

#endif
