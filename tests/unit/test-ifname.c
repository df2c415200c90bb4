/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/ifname.h"

static void takes_legal_names(void **state)
{
	static const char *const names[] = { "a",	 "br0",
					     "eth0.100", "vt-x_1@+",
					     "...",	 "123456789012345" };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		struct ifname name;

		memset(&name, 'x', sizeof(name));
		assert_int_equal(ifname_parse(names[i], &name), 0);
		assert_string_equal(name.s, names[i]);
		for (size_t j = strlen(names[i]); j < sizeof(name.s); j++)
			assert_int_equal(name.s[j], 0);
	}
}

static void refuses_illegal_names(void **state)
{
	static const char *const names[] = {
		"",	   ".",	    "..",	"1234567890123456",
		"a/b",	   "a:b",   "a b",	"a\tb",
		"a\nb",	   "a\x7f", "\xc3\xa4", "br0 ",
		"../../x", "a\x01",
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		struct ifname name = { "before" };

		assert_int_equal(ifname_parse(names[i], &name), -EINVAL);
		assert_string_equal(name.s, "before");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_legal_names),
		cmocka_unit_test(refuses_illegal_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
