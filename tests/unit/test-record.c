/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <syslog.h>

#include "daemon/log/record.h"

static void has_both_forms(void **state)
{
	struct record record;

	(void)state;
	record_begin(&record, LOG_INFO, "granted");
	record_number(&record, "uid", 1000);
	record_text(&record, "network", "lan");
	record_text(&record, "vm", ""); /* not known */
	record_text(&record, "device", NULL);
	record_number(&record, "lasted_s", 0);
	record_text(&record, "rule", "a.conf:1: allow \"@kvm\"");
	assert_int_equal(record.level, LOG_INFO);
	assert_string_equal(
		record.line,
		"granted: uid=1000 network=lan lasted_s=0 rule=\"a.conf:1: allow \\\"@kvm\\\"\"");
	assert_string_equal(
		record.fields,
		"VMTAP_VERDICT=granted\nVMTAP_UID=1000\nVMTAP_NETWORK=lan\nVMTAP_LASTED_S=0\nVMTAP_RULE=a.conf:1: allow \"@kvm\"\n");
	record_reason(&record, "because it is so");
	assert_non_null(strstr(record.line, "\": because it is so"));
	assert_non_null(
		strstr(record.fields, "\nVMTAP_REASON=because it is so\n"));
}

/* A value from a client can become neither a line nor a field of its own. */
static void keeps_values_apart(void **state)
{
	static const struct {
		const char *value, *line, *fields;
	} table[] = {
		{ "a\nVMTAP_UID=0", " comm=a\\x0aVMTAP_UID=0",
		  "VMTAP_COMM=a\\x0aVMTAP_UID=0\n" },
		{ "a uid=0", " comm=\"a uid=0\"", "VMTAP_COMM=a uid=0\n" },
		{ "a\" uid=0", " comm=\"a\\\" uid=0\"",
		  "VMTAP_COMM=a\" uid=0\n" },
		{ "a\\", " comm=a\\\\", "VMTAP_COMM=a\\\\\n" },
		{ "\33[2J\177\377", " comm=\\x1b[2J\\x7f\\xff",
		  "VMTAP_COMM=\\x1b[2J\\x7f\\xff\n" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		struct record record;

		record_begin(&record, LOG_INFO, "x");
		record_text(&record, "comm", table[i].value);
		assert_string_equal(record.line + 2, table[i].line);
		assert_string_equal(record.fields + strlen("VMTAP_VERDICT=x\n"),
				    table[i].fields);
	}
}

/* A field that does not fit is left out whole; a sentence is cut. */
static void stays_in_its_bounds(void **state)
{
	static char text[2 * RECORD_FIELDS_SIZE];
	struct record record;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	record_begin(&record, LOG_INFO, "x");
	record_text(&record, "long", text);
	record_number(&record, "uid", 7);
	assert_string_equal(record.line, "x: uid=7");
	assert_string_equal(record.fields, "VMTAP_VERDICT=x\nVMTAP_UID=7\n");
	for (unsigned int i = 0; i < RECORD_FIELDS_SIZE; i++)
		record_number(&record, "n", i);
	assert_in_range(strlen(record.line), 1, RECORD_LINE_SIZE - 1);
	assert_in_range(strlen(record.fields), 1, RECORD_FIELDS_SIZE - 1);
	assert_int_equal(record.fields[strlen(record.fields) - 1], '\n');
	record_begin(&record, LOG_INFO, "x");
	record_reason(&record, text);
	assert_int_equal(strlen(record.line), RECORD_LINE_SIZE - 1);
}

__attribute__((format(printf, 2, 3))) static void plain(struct record *record,
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	record_plain(record, LOG_ERR, format, args);
	va_end(args);
}

static void may_be_a_sentence(void **state)
{
	static char text[2 * RECORD_LINE_SIZE];
	struct record record;

	(void)state;
	plain(&record, "%s: %d\n", "a\tb", 5);
	assert_string_equal(record.line, "a\\x09b: 5\\x0a");
	assert_string_equal(record.fields, "");
	assert_int_equal(record.level, LOG_ERR);
	memset(text, '\1', sizeof(text) - 1);
	plain(&record, "%s", text);
	assert_in_range(strlen(record.line), RECORD_LINE_SIZE - 5,
			RECORD_LINE_SIZE - 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_both_forms),
		cmocka_unit_test(keeps_values_apart),
		cmocka_unit_test(stays_in_its_bounds),
		cmocka_unit_test(may_be_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
