/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/error.h"

static void fills_and_returns(void **state)
{
	struct error err = { 0 };

	(void)state;
	assert_int_equal(error_set(&err, VMTAP_E_LIMIT, EDQUOT, "%s has %d",
				   "lan", 4),
			 -EDQUOT);
	assert_int_equal(err.code, VMTAP_E_LIMIT);
	assert_string_equal(err.text, "lan has 4");
	assert_int_equal(error_set(NULL, VMTAP_E_LIMIT, EDQUOT, "x"), -EDQUOT);
	error_prefix(NULL, "x");
}

static void long_text_is_cut(void **state)
{
	struct error err;

	(void)state;
	(void)error_set(&err, VMTAP_E_HOST, EIO, "%0500d", 1);
	assert_int_equal(strlen(err.text), VMTAP_TEXT_MAX);
}

static void prefix_goes_in_front(void **state)
{
	struct error err;

	(void)state;
	(void)error_set(&err, VMTAP_E_HOST, EIO, "gone");
	error_prefix(&err, "%s:%d", "file", 3);
	assert_string_equal(err.text, "file:3: gone");
	assert_int_equal(err.code, VMTAP_E_HOST);
}

static void prefix_cuts_the_end(void **state)
{
	struct error err;

	(void)state;
	(void)error_set(&err, VMTAP_E_HOST, EIO, "%0380d", 7);
	error_prefix(&err, "0123456789");
	assert_int_equal(strlen(err.text), VMTAP_TEXT_MAX);
	assert_memory_equal(err.text, "0123456789: 000", 15);
	(void)error_set(&err, VMTAP_E_HOST, EIO, "rest");
	error_prefix(&err, "%0500d", 1);
	assert_int_equal(strlen(err.text), VMTAP_TEXT_MAX);
	assert_string_equal(err.text + VMTAP_TEXT_MAX - 2, ": ");
}

/* vmtap.h promises this. */
static void codes_have_errnos(void **state)
{
	static const int expected[] = {
		[VMTAP_OK] = 0,
		[VMTAP_E_PROTOCOL] = EPROTO,
		[VMTAP_E_DENIED] = EACCES,
		[VMTAP_E_LIMIT] = EDQUOT,
		[VMTAP_E_LLADDR] = EINVAL,
		[VMTAP_E_IN_USE] = EADDRINUSE,
		[VMTAP_E_OPTION] = EOPNOTSUPP,
		[VMTAP_E_HOST] = ENODEV,
		[VMTAP_E_BUSY] = EBUSY,
		[VMTAP_E_NO_LEASE] = ENOENT,
		[VMTAP_E_INTERNAL] = EIO,
		[VMTAP_E_ARGUMENT] = EINVAL,
		[VMTAP_E_CONNECT] = ECONNREFUSED,
		[VMTAP_E_TIMEOUT] = ETIMEDOUT,
	};

	(void)state;
	for (unsigned int i = 0; i < N_ELEMENTS(expected); i++)
		assert_int_equal(error_errno((enum vmtap_code)i), expected[i]);
	assert_int_equal(error_errno((enum vmtap_code)4711), EIO);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_and_returns),
		cmocka_unit_test(long_text_is_cut),
		cmocka_unit_test(prefix_goes_in_front),
		cmocka_unit_test(prefix_cuts_the_end),
		cmocka_unit_test(codes_have_errnos),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
