/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-bridgeconf.c - a table of bridge.conf files and their lines, and a table
 * of file modes and the users that they mean.  tests/netns/import.t
 * compares what QEMU's own helper makes of such files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "client/arguments/bridgeconf.h"
#include "client/arguments/readers.h"

/* Lines as "NUMBER+NAME" (allow), "NUMBER-NAME" (deny; * for all) and
 * "NUMBER<FILE", with blanks between, and "NUMBER!" where reading stops. */
static const struct {
	const char *text, *lines;
} files[] = {
	{ "", "" },
	{ "\n\n \t\n", "" },
	{ "allow br0", "1+br0" },
	{ "allow br0\ndeny br1\n", "1+br0 2-br1" },
	{ "\n# allow br0\n  #x\nallow br1\n", "4+br1" },
	{ "allow all\ndeny all\nallow ALL\nallow all2", "1* 2-* 3+ALL 4+all2" },
	{ " \t\f\r allow  \t br0 \t\f\r\n", "1+br0" },
	{ "allow\tbr0\n", "1+br0" },
	{ "include /a b\n", "1</a b" },
	{ "include all\n", "1<all" },
	{ "include \n", "1<" },
	{ "allow \n", "1+" },
	{ "allow br0 # x\n", "1+br0 # x" },
	/* A blank anywhere in the line counts before a tab. */
	{ "allow br0\nallow\tbr1 \nallow br2\n", "1+br0 2!" },
	/* The vertical tab is no blank. */
	{ "allow br0\v\nallow \vbr1\n\vallow br2\n", "1+br0\v 2+\vbr1 3!" },
	{ "allow\n", "1!" },
	{ "\nallow\n", "2!" },
	{ "permit br0\n", "1!" },
	{ "ALLOW br0\n", "1!" },
	{ "allow 123456789012345\nallow 1234567890123456\n",
	  "1+123456789012345 2!" },
	{ "deny 1234567890123456\n", "1!" },
	{ "include /12345678901234567890\n", "1</12345678901234567890" },
};

static void describe(const char *text, size_t size, char *out)
{
	struct bridgeconf conf = { .text = text, .size = size };
	struct bridgeconf_line line;
	struct vmtap_error err = { 0 };
	int r;

	*out = '\0';
	while ((r = bridgeconf_next(&conf, &line, &err)) > 0) {
		static const char *const marks[] = { "+", "-", "<" };
		const char *mark = marks[line.verb];

		if (line.is_all)
			mark = line.verb == BRIDGECONF_ALLOW ? "*" : "-*";
		out += sprintf(out, "%u%s%s ", line.number, mark,
			       line.is_all ? "" : line.arg);
	}
	if (r < 0) {
		assert_int_equal(r, -EINVAL);
		assert_in_range(strlen(err.text), 10, 80);
		out += sprintf(out, "%u! ", conf.number);
	} else {
		assert_int_equal(conf.at, size);
	}
	if (out[0] == '\0' && conf.number > 0 && out[-1] == ' ')
		out[-1] = '\0';
}

static void lines_of_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		/* The blank is what describe() looks at. */
		char space[256] = " ";
		char *lines = space + 1;

		describe(files[i].text, strlen(files[i].text), lines);
		assert_string_equal(lines, files[i].lines);
	}
}

static void a_zero_byte_ends_a_line(void **state)
{
	static const char text[] = "allow br0\0junk\n\0junk\nallow br1\n";
	char space[256] = " ";

	(void)state;
	describe(text, sizeof(text) - 1, space + 1);
	assert_string_equal(space + 1, "1+br0 3+br1");
}

/* What follows byte 4095 is a line of its own, with the same number. */
static void a_long_line_is_two(void **state)
{
	char text[3 * BRIDGECONF_LINE_MAX], space[256] = " ";

	(void)state;
	memset(text, '#', sizeof(text));
	strcpy(text + BRIDGECONF_LINE_MAX, "allow br0\nallow br1\n");
	describe(text, strlen(text), space + 1);
	assert_string_equal(space + 1, "1+br0 2+br1");
}

enum { ALICE = 1000, KVM = 36 };

/* What a class may: r or x for yes, or -. */
static struct condition condition(uid_t uid, gid_t gid, const char *mode)
{
	return (struct condition){ .uid = uid,
				   .gid = gid,
				   .owner = mode[0] != '-',
				   .group = mode[1] != '-',
				   .others = mode[2] != '-',
				   .has_acl = mode[3] == '+' };
}

/* u user, g group, * everybody; U and G: who must be denied; = exact. */
static void format_subjects(struct subjects subjects, char *out)
{
	static const char *const gaps[] = { "=", "except", "several", "acl" };

	sprintf(out, "%s%s%s%s%s %s", subjects.has_everybody ? "*" : "",
		subjects.has_user ? "u" : "", subjects.has_group ? "g" : "",
		subjects.has_no_user ? "U" : "",
		subjects.has_no_group ? "G" : "", gaps[subjects.gap]);
}

static const struct {
	struct {
		uid_t uid;
		gid_t gid;
		const char *mode;
	} on_the_way[3];
	const char *allow, *deny;
} ways[] = {
	{ { { 0 } }, "* =", "* =" },
	{ { { 0, 0, "rrr" } }, "* =", "* =" },
	{ { { 0, 0, "xxx" }, { ALICE, KVM, "rrr" } }, "* =", "* =" },
	{ { { 0, KVM, "rr-" } }, "ug =", "ug =" },
	{ { { ALICE, KVM, "r--" } }, "u =", "u =" },
	{ { { 0, KVM, "-r-" } }, "g =", "g =" },
	{ { { 0, 0, "---" } }, " =", " =" },
	/* The same condition a second time counts once. */
	{ { { 0, KVM, "xx-" }, { 0, KVM, "rr-" } }, "ug =", "ug =" },
	{ { { 0, KVM, "xx-" }, { 0, 0, "rrr" } }, "ug =", "ug =" },
	/* A class is kept out, but the next class is not. */
	{ { { ALICE, KVM, "-r-" } }, "gU except", "g except" },
	{ { { ALICE, KVM, "-rr" } }, "*gU except", "*g except" },
	{ { { ALICE, KVM, "r-r" } }, "*uG except", "*u except" },
	{ { { ALICE, KVM, "--r" } }, "*UG except", "* except" },
	{ { { 0, KVM, "--r" } }, "*G except", "* except" },
	{ { { 0, KVM, "-rr" } }, "*g =", "*g =" }, /* root reads every file */
	/* Allow nobody.  Deny those that the last condition lets in. */
	{ { { 0, KVM, "xx-" }, { ALICE, 0, "r--" } }, " several", "u several" },
	{ { { ALICE, 0, "x--" }, { 0, KVM, "rr-" }, { 0, 0, "rrr" } },
	  " several",
	  "ug several" },
	{ { { ALICE, KVM, "rr-+" } }, "u acl", "*ug acl" },
	{ { { ALICE, KVM, "-rr+" } }, " acl", "*g acl" },
	{ { { ALICE, KVM, "rrr+" } }, "u acl", "*ug acl" },
	{ { { 0, KVM, "xx-" }, { ALICE, 0, "r--+" } },
	  " several",
	  "*u several" },
};

static void who_is_meant(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct readers readers = { 0 };
		char allow[32], deny[32];

		for (size_t j = 0; j < 3 && ways[i].on_the_way[j].mode; j++) {
			const struct condition met =
				condition(ways[i].on_the_way[j].uid,
					  ways[i].on_the_way[j].gid,
					  ways[i].on_the_way[j].mode);

			readers_narrow(&readers, &met);
		}
		format_subjects(subjects_allow(&readers), allow);
		format_subjects(subjects_deny(&readers), deny);
		if (strcmp(allow, ways[i].allow) != 0 ||
		    strcmp(deny, ways[i].deny) != 0)
			fail_msg("row %zu: allow \"%s\", deny \"%s\"", i, allow,
				 deny);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_files),
		cmocka_unit_test(a_zero_byte_ends_a_line),
		cmocka_unit_test(a_long_line_is_two),
		cmocka_unit_test(who_is_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
