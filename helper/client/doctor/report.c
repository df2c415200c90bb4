/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * report.c - prints or collects findings.
 */
#include "client/doctor/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "client/output/json.h"

static void found(void *data, enum vmtap_state state, const char *name,
		  const char *text)
{
	report_add(data, state, name, text);
}

void report_begin(struct report *report, bool is_json)
{
	*report = (struct report){
		.array = is_json ? json_begin_array() : NULL,
		.look = { found, report },
	};
}

void report_set_about(struct report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(report->about, sizeof(report->about), format, args);
	va_end(args);
}

void report_add(struct report *report, enum vmtap_state state, const char *name,
		const char *text)
{
	struct json_object *object;

	report->n_wrong += state == VMTAP_STATE_WRONG;
	if (!report->array) {
		look_print(state, report->about, name, text);
		return;
	}
	object = json_begin();
	json_add_text(object, "about", report->about);
	json_add_text(object, "name", name);
	json_add_text(object, "state", vmtap_state_name(state));
	json_add_text(object, "text", text);
	json_append(report->array, object);
}

void report_say(struct report *report, enum vmtap_state state, const char *name,
		const char *format, ...)
{
	char text[2 * VMTAP_TEXT_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	report_add(report, state, name, text);
}

void report_finish(struct report *report)
{
	struct json_object *object;

	if (!report->array)
		return;
	object = json_begin();
	json_add_bool(object, "well", report->n_wrong == 0);
	json_add(object, "findings", report->array);
	json_finish(object);
}
