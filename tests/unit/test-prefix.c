/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/socket.h>

#include "common/address/prefix.h"

static struct prefix parse(const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), 0);
	return prefix;
}

static void text_and_back(void **state)
{
	static const struct {
		const char *in, *out;
		int family;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1", AF_INET },
		{ "192.0.2.1/32", "192.0.2.1", AF_INET },
		{ "192.0.2.0/24", "192.0.2.0/24", AF_INET },
		{ "0.0.0.0/0", "0.0.0.0/0", AF_INET },
		{ "2001:DB8:0::1", "2001:db8::1", AF_INET6 },
		{ "2001:db8::/33", "2001:db8::/33", AF_INET6 },
		{ "::/0", "::/0", AF_INET6 },
		{ "::ffff:192.0.2.1/128", "::ffff:192.0.2.1", AF_INET6 },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct prefix prefix = parse(rows[i].in);
		char text[PREFIX_TEXT_SIZE];

		assert_int_equal(prefix.family, rows[i].family);
		prefix_format(&prefix, text);
		assert_string_equal(text, rows[i].out);
	}
}

static void refuses_other_text(void **state)
{
	static const char *const rows[] = {
		"",
		"/",
		"/24",
		"192.0.2",
		"192.0.2.0/",
		"192.0.2.0/33",
		"192.0.2.0/024",
		"192.0.2.0/+24",
		"192.0.2.0/24 ",
		" 192.0.2.0/24",
		"192.0.2.0/23x",
		"192.0.2.1/24", /* a bit after the prefix */
		"192.0.2.0/4294967297",
		"2001:db8::/129",
		"2001:db8::1/64",
		"2001:db8:::1",
		"fe80::1%eth0",
		"1234:1234:1234:1234:1234:1234:123.123.123.1234",
		"localhost",
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct prefix prefix;

		assert_int_equal(prefix_parse(rows[i], &prefix), -EINVAL);
	}
}

static void contains(void **state)
{
	static const struct {
		const char *outer, *inner;
		bool is_in;
	} rows[] = {
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.2.0/24", true },
		{ "192.0.2.0/24", "192.0.2.128/25", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.0/25", "192.0.2.0/24", false },
		{ "192.0.2.0/25", "192.0.2.128", false },
		{ "0.0.0.0/0", "255.255.255.255", true },
		{ "0.0.0.0/0", "::1", false },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
		{ "::1", "::1", true },
		{ "::1", "::2", false },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct prefix outer = parse(rows[i].outer);
		struct prefix inner = parse(rows[i].inner);

		assert_int_equal(prefix_contains(&outer, &inner),
				 rows[i].is_in);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_back),
		cmocka_unit_test(refuses_other_text),
		cmocka_unit_test(contains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
