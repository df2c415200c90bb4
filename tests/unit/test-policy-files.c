/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The policies that people copy have no mistake: the shipped vmtapd.conf, the
 * blocks in its comments, the examples, those of the manual page, the rules in
 * its tables, and what the README says to write.
 */
#include "tests/unit/unit.h"

#include <glob.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "tests/unit/names.h"

/* A path of the source tree; the harness exports top_srcdir. */
static void source_path(char *path, size_t size, const char *name)
{
	const char *top = getenv("top_srcdir");
	int n = snprintf(path, size, "%s/%s", top ? top : ".", name);

	assert_in_range(n, 1, size - 1);
}

static char *read_file(const char *path)
{
	_cleanup_fclose_
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 65536);

	if (!file)
		fail_msg("%s cannot be opened", path);
	assert_non_null(text);
	assert_in_range(fread(text, 1, 65535, file), 1, 65534);
	return text;
}

/* The number of networks. */
static size_t parse(const char *text, const char *name)
{
	struct policy *policy;
	struct error err = { 0 };
	size_t n;

	if (policy_parse(text, name, &test_names, &policy, &err) < 0)
		fail_msg("%s", err.text);
	n = policy_networks(policy);
	policy_free(policy);
	return n;
}

static void shipped_file_permits_nothing(void **state)
{
	char path[4096];

	(void)state;
	source_path(path, sizeof(path), "policy/vmtapd.conf");
	_cleanup_free_
	char *text = read_file(path);

	assert_int_equal(parse(text, path), 0);
}

/* Does what the file's first lines say: remove the "#" in front of a block. */
static void shipped_blocks_are_in_order(void **state)
{
	char path[4096], *out;
	bool is_block = false;

	(void)state;
	source_path(path, sizeof(path), "policy/vmtapd.conf");
	_cleanup_free_
	char *text = read_file(path);

	out = text;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strncmp(line, "#network", 8) == 0)
			is_block = true;
		if (is_block)
			out += sprintf(out, "%s\n", line + 1);
		if (strcmp(line, "#}") == 0)
			is_block = false;
	}
	assert_int_equal(parse(text, path), 2);
}

static void examples_are_in_order(void **state)
{
	char pattern[4096];
	glob_t found;

	(void)state;
	source_path(pattern, sizeof(pattern), "policy/examples/*.conf");
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_in_range(found.gl_pathc, 5, 100);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		_cleanup_free_
		char *text = read_file(found.gl_pathv[i]);

		assert_in_range(parse(text, found.gl_pathv[i]), 1, 10);
	}
	globfree(&found);
}

static void manual_examples_are_in_order(void **state)
{
	static const char begin[] = ".Bd -literal -offset indent\n";
	char path[4096], *p, *end;
	unsigned int n = 0;

	(void)state;
	source_path(path, sizeof(path), "policy/vmtapd.conf.5");
	_cleanup_free_
	char *text = read_file(path);

	p = text;
	while ((p = strstr(p, begin))) {
		p += sizeof(begin) - 1;
		end = strstr(p, ".Ed\n");
		assert_non_null(end);
		if (strncmp(p, "file ", 5) == 0)
			continue; /* the grammar */
		*end = '\0';
		assert_in_range(parse(p, path), 1, 10);
		p = end + 1;
		n++;
	}
	assert_int_equal(n, 9);
}

/* mdoc(7) writes a double quote as \(dq. */
static void unescape_quotes(char *text)
{
	static const char quote[] = "\\(dq";
	char *p = text;

	while ((p = strstr(p, quote))) {
		*p++ = '"';
		memmove(p, p + sizeof(quote) - 2,
			strlen(p + sizeof(quote) - 2) + 1);
	}
}

static void manual_rules_are_in_order(void **state)
{
	char path[4096];
	unsigned int n = 0;

	(void)state;
	source_path(path, sizeof(path), "policy/vmtapd.conf.5");
	_cleanup_free_
	char *text = read_file(path);

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char network[256], *rule = strstr(line, "Li allow "), *end;

		if (!rule)
			rule = strstr(line, "Li deny ");
		if (!rule)
			continue;
		unescape_quotes(rule);
		end = strstr(rule, "{}");
		assert_non_null(end);
		end[2] = '\0';
		snprintf(network, sizeof(network),
			 "network n { kind = bridge bridge = b %s }",
			 rule + strlen("Li "));
		assert_int_equal(parse(network, path), 1);
		n++;
	}
	assert_int_equal(n, 6);
}

static void readme_is_in_order(void **state)
{
	char path[4096];
	unsigned int n = 0;

	(void)state;
	source_path(path, sizeof(path), "README.md");
	_cleanup_free_
	char *text = read_file(path);

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (strncmp(line, "    network ", 12) == 0) {
			assert_int_equal(parse(line, path), 1);
			n++;
		}
	assert_int_equal(n, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_file_permits_nothing),
		cmocka_unit_test(shipped_blocks_are_in_order),
		cmocka_unit_test(examples_are_in_order),
		cmocka_unit_test(manual_examples_are_in_order),
		cmocka_unit_test(manual_rules_are_in_order),
		cmocka_unit_test(readme_is_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
