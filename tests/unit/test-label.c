/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/label.h"

#define SIXTY_THREE                                                            \
	"a23456789012345678901234567890123456789012345678901234567890123"

static void takes_legal_labels(void **state)
{
	static const char *const labels[] = { "a",	  "Z",
					      "0",	  "web1.example",
					      "a_.+-@:b", SIXTY_THREE };

	(void)state;
	assert_int_equal(strlen(SIXTY_THREE), VMTAP_LABEL_MAX);
	for (size_t i = 0; i < N_ELEMENTS(labels); i++) {
		struct label label;

		memset(&label, 'x', sizeof(label));
		assert_int_equal(label_parse(labels[i], &label), 0);
		assert_string_equal(label.s, labels[i]);
		for (size_t j = strlen(labels[i]); j < sizeof(label.s); j++)
			assert_int_equal(label.s[j], 0);
	}
}

static void refuses_illegal_labels(void **state)
{
	static const char *const labels[] = {
		"",    "_a",   ".a",	   "-a",    "+a",
		"@a",  ":a",   "a b",	   "a/b",   "a,b",
		"a=b", "a\"b", "a'b",	   "a\\b",  "a\nb",
		"a{b", "a}b",  "\xc3\xa4", "a\xff", SIXTY_THREE "4",
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(labels); i++) {
		struct label label = { "before" };

		assert_int_equal(label_parse(labels[i], &label), -EINVAL);
		assert_string_equal(label.s, "before");
	}
}

/* Every byte, first and later: the alphabet is exactly the documented one. */
static void alphabet_is_exact(void **state)
{
	static const char first[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	(void)state;
	for (int c = 1; c < 256; c++) {
		const char alone[] = { (char)c, '\0' };
		const char later[] = { 'a', (char)c, '\0' };
		struct label label;
		int is_first = strchr(first, c) != NULL;
		int is_later = is_first || strchr("_.+-@:", c) != NULL;

		assert_int_equal(label_parse(alone, &label) == 0, is_first);
		assert_int_equal(label_parse(later, &label) == 0, is_later);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_legal_labels),
		cmocka_unit_test(refuses_illegal_labels),
		cmocka_unit_test(alphabet_is_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
