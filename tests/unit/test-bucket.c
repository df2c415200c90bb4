/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests in a second: as many as the rate, and no more. */
#include "tests/unit/unit.h"

#include "daemon/socket/bucket.h"

static struct buckets buckets;

static unsigned int take_all(uid_t uid, unsigned int rate, uint64_t now)
{
	unsigned int n = 0;

	while (n < 2000000 && buckets_take(&buckets, uid, rate, now))
		n++;
	return n;
}

static void one_second_at_once(void **state)
{
	static const unsigned int rates[] = { 1, 2, 3, 10, 999, 1000, 1000000 };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rates); i++) {
		memset(&buckets, 0, sizeof(buckets));
		assert_in_range(take_all(1000, rates[i], 5), rates[i],
				rates[i] + rates[i] / 500);
	}
}

static void fills_at_the_rate(void **state)
{
	(void)state;
	memset(&buckets, 0, sizeof(buckets));
	assert_int_equal(take_all(1000, 10, 5000), 10);
	assert_int_equal(take_all(1000, 10, 5099), 0);
	assert_int_equal(take_all(1000, 10, 5100), 1);
	assert_int_equal(take_all(1000, 10, 5500), 4);
	assert_int_equal(take_all(1000, 10, 100000), 10);
}

static void users_have_their_own(void **state)
{
	(void)state;
	memset(&buckets, 0, sizeof(buckets));
	assert_int_equal(take_all(1000, 5, 7), 5);
	assert_int_equal(take_all(1001, 5, 7), 5);
	assert_int_equal(take_all(1000, 5, 7), 0);
	assert_int_equal(take_all(1000, 0, 7), 2000000);
}

/* Users cannot make the table grow.  A crowd of users locks no other one out,
 * and the table forgets the user that has asked least. */
static void memory_has_an_end(void **state)
{
	enum { OTHER = 2 * BUCKETS_MAX, RATE = 5 };

	(void)state;
	memset(&buckets, 0, sizeof(buckets));
	for (uid_t uid = 0; uid < BUCKETS_MAX; uid++)
		assert_int_equal(take_all(uid, RATE, 9), RATE);
	assert_int_equal(take_all(OTHER, RATE, 9), RATE);
}

static void the_fullest_is_forgotten(void **state)
{
	enum { OTHER = 2 * BUCKETS_MAX, RATE = 5, FULLEST = 300 };

	(void)state;
	memset(&buckets, 0, sizeof(buckets));
	for (uid_t uid = 0; uid < BUCKETS_MAX; uid++)
		for (unsigned int i = 0; i < (uid == FULLEST ? 1 : RATE); i++)
			assert_true(buckets_take(&buckets, uid, RATE, 9));
	for (unsigned int i = 0; i < RATE; i++)
		assert_true(buckets_take(&buckets, OTHER, RATE, 9));
	/* all others are still known */
	for (uid_t uid = 0; uid < BUCKETS_MAX; uid++)
		if (uid != FULLEST)
			assert_false(buckets_take(&buckets, uid, RATE, 9));
	assert_false(buckets_take(&buckets, OTHER, RATE, 9));
}

/* As many users as can connect ask as fast as they may, and one more asks now
 * and then. */
static void a_crowd_locks_nobody_out(void **state)
{
	enum { OTHER = 100 * BUCKETS_MAX, RATE = 5 };
	uid_t fresh = 10 * BUCKETS_MAX;

	(void)state;
	memset(&buckets, 0, sizeof(buckets));
	for (uint64_t now = 1000; now < 20000; now += 10) {
		for (uid_t uid = 0; uid < BUCKETS_MAX; uid++)
			(void)buckets_take(&buckets, uid, RATE, now);
		(void)take_all(fresh++, RATE, now);
		if (now % 1000 == 0)
			assert_true(buckets_take(&buckets, OTHER, RATE, now));
	}
}

/* What a request costs besides its own token is taken later, and may be more
 * than there is. */
static void a_dear_request_counts_more(void **state)
{
	(void)state;
	memset(&buckets, 0, sizeof(buckets));
	assert_true(buckets_take(&buckets, 1000, 10, 5000));
	buckets_charge(&buckets, 1000, 10, 4, 5000);
	assert_int_equal(take_all(1000, 10, 5000), 5);
	/* it owes three: they fill first */
	buckets_charge(&buckets, 1000, 10, 3, 5000);
	assert_int_equal(take_all(1000, 10, 5300), 0);
	assert_int_equal(take_all(1000, 10, 5400), 1);
	assert_int_equal(take_all(1001, 10, 5000), 10);
}

/* However dear a request was, its user is heard again after a second. */
static void nobody_owes_more_than_a_second(void **state)
{
	(void)state;
	memset(&buckets, 0, sizeof(buckets));
	assert_int_equal(take_all(1000, 10, 5000), 10);
	for (unsigned int i = 0; i < 5; i++)
		buckets_charge(&buckets, 1000, 10, 1000000, 5000);
	assert_int_equal(take_all(1000, 10, 6000), 0);
	assert_int_equal(take_all(1000, 10, 6100), 1);
	buckets_charge(&buckets, 1001, 0, 1000000, 5000);
	assert_int_equal(take_all(1001, 10, 5000), 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_second_at_once),
		cmocka_unit_test(fills_at_the_rate),
		cmocka_unit_test(users_have_their_own),
		cmocka_unit_test(memory_has_an_end),
		cmocka_unit_test(the_fullest_is_forgotten),
		cmocka_unit_test(a_crowd_locks_nobody_out),
		cmocka_unit_test(a_dear_request_counts_more),
		cmocka_unit_test(nobody_owes_more_than_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
