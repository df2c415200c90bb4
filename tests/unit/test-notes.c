/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What may be wrong with a device: the names, the sentences, and their room. */
#include "tests/unit/unit.h"

#include <ctype.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "daemon/notes/notes.h"

/* As it is with an adopted lease of the longest names. */
static struct lease lease_with_all(void)
{
	struct lease lease = { 0 };

	memset(lease.ifname.s, 'v', sizeof(lease.ifname.s) - 1);
	memset(lease.link.s, 'b', sizeof(lease.link.s) - 1);
	memset(lease.facts.network.s, 'n', sizeof(lease.facts.network.s) - 1);
	memset(lease.facts.lladdr.b, 0xfe, sizeof(lease.facts.lladdr.b));
	lease.others.address.family = AF_INET6;
	memset(lease.others.address.b, 0xfe, sizeof(lease.others.address.b));
	lease.others.address.length = 128;
	return lease;
}

static void each_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (unsigned int note = 0; note < NOTES; note++) {
		const char *name = note_name(note);

		assert_non_null(name);
		assert_true(strlen(name) > 0 && strlen(name) < 24);
		for (const char *p = name; *p; p++)
			assert_true(islower((unsigned char)*p) || *p == '-');
		for (unsigned int other = 0; other < note; other++)
			assert_string_not_equal(name, note_name(other));
	}
	assert_null(note_name(NOTES));
	assert_null(note_name(UINT32_MAX));
}

/* A sentence that is cut off would end with its remedy. */
static void each_has_a_sentence_that_fits(void **state)
{
	struct lease lease = lease_with_all();
	char text[NOTES_SENTENCE_SIZE];

	(void)state;
	for (unsigned int note = 0; note < NOTES; note++) {
		size_t n;

		memset(text, 0, sizeof(text));
		notes_describe(&lease, note, text);
		n = strlen(text);
		assert_true(n > 20 && n < sizeof(text) - 1);
		assert_true(text[n - 1] != '.' && text[n - 1] != '\n');
	}
}

static void is_new_once(void **state)
{
	struct lease lease = { 0 };

	(void)state;
	for (unsigned int note = 0; note < NOTES; note++) {
		assert_false(notes_set(&lease, note, false));
		assert_true(notes_set(&lease, note, true));
		assert_false(notes_set(&lease, note, true));
		assert_int_equal(lease.noted.bits, UINT32_C(1) << note);
		assert_false(notes_set(&lease, note, false));
		assert_int_equal(lease.noted.bits, 0);
		assert_true(notes_set(&lease, note, true));
		lease.noted.bits = 0;
	}
}

/* Lines that have no room are left out, each as a whole. */
static void prints_whole_lines(void **state)
{
	struct lease lease = lease_with_all();
	char text[VMTAP_PROTO_NOTES_TEXT_MAX + 1] = "";
	char *line;

	(void)state;
	notes_print(&lease, text);
	assert_string_equal(text, "");
	notes_set(&lease, NOTE_HOST_ADDRESS, true);
	notes_print(&lease, text);
	assert_true(strncmp(text, "host-address: ", 14) == 0);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	lease.noted.bits = (uint32_t)((UINT64_C(1) << NOTES) - 1);
	memset(text, 0, sizeof(text));
	notes_print(&lease, text);
	line = text;
	for (unsigned int note = 0; *line; note++) {
		const char *name = note_name(note);

		assert_non_null(name);
		assert_true(strncmp(line, name, strlen(name)) == 0 &&
			    line[strlen(name)] == ':');
		line = strchr(line, '\n');
		assert_non_null(line);
		line++;
	}
	assert_true(strlen(text) > VMTAP_PROTO_NOTES_TEXT_MAX / 8);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_a_name_of_its_own),
		cmocka_unit_test(each_has_a_sentence_that_fits),
		cmocka_unit_test(is_new_once),
		cmocka_unit_test(prints_whole_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
