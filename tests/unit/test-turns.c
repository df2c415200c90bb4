/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users take turns, whatever the number of their connections. */
#include "tests/unit/unit.h"

#include "daemon/socket/turns.h"

enum { MANY = 32 };

static struct turns turns;
static struct turn many[MANY], one, other;

static int set_up(void **state)
{
	(void)state;
	turns_init(&turns);
	for (unsigned int i = 0; i < MANY; i++)
		assert_int_equal(turns_join(&turns, 1000, &many[i]), 0);
	assert_int_equal(turns_join(&turns, 1001, &one), 0);
	assert_int_equal(turns_join(&turns, 1002, &other), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < MANY; i++)
		turns_leave(&turns, &many[i]);
	turns_leave(&turns, &one);
	turns_leave(&turns, &other);
	assert_true(TAILQ_EMPTY(&turns.resting));
	assert_true(TAILQ_EMPTY(&turns.waiting));
	return 0;
}

static void all_wait(void)
{
	for (unsigned int i = 0; i < MANY; i++)
		turns_wait(&turns, &many[i]);
}

static void in_order_of_arrival(void **state)
{
	(void)state;
	assert_true(turns_are_over(&turns));
	assert_null(turns_next(&turns));
	all_wait();
	all_wait(); /* none waits twice */
	for (unsigned int i = 0; i < MANY; i++)
		assert_ptr_equal(turns_next(&turns), &many[i]);
	assert_true(turns_are_over(&turns));
	assert_null(turns_next(&turns));
}

/* However many connections of another user wait, one request of that user comes
 * first at most. */
static void a_user_waits_for_one_request_of_each(void **state)
{
	(void)state;
	all_wait();
	assert_ptr_equal(turns_next(&turns), &many[0]);
	turns_wait(&turns, &many[0]);
	turns_wait(&turns, &one);
	turns_wait(&turns, &other);
	assert_ptr_equal(turns_next(&turns), &many[1]);
	assert_ptr_equal(turns_next(&turns), &one);
	turns_wait(&turns, &one);
	assert_ptr_equal(turns_next(&turns), &other);
	assert_ptr_equal(turns_next(&turns), &many[2]);
	assert_ptr_equal(turns_next(&turns), &one);
	for (unsigned int i = 3; i < MANY; i++)
		assert_ptr_equal(turns_next(&turns), &many[i]);
	assert_ptr_equal(turns_next(&turns), &many[0]);
	assert_true(turns_are_over(&turns));
}

static void who_leaves_waits_no_more(void **state)
{
	(void)state;
	turns_wait(&turns, &one);
	turns_wait(&turns, &many[3]);
	turns_wait(&turns, &many[4]);
	turns_leave(&turns, &one);
	turns_leave(&turns, &many[3]);
	assert_int_equal(turns_count(&turns, 1000), MANY - 1);
	assert_int_equal(turns_count(&turns, 1001), 0);
	assert_ptr_equal(turns_next(&turns), &many[4]);
	assert_true(turns_are_over(&turns));
	assert_int_equal(turns_join(&turns, 1000, &many[3]), 0);
	assert_int_equal(turns_join(&turns, 1001, &one), 0);
	assert_int_equal(turns_count(&turns, 1000), MANY);
	assert_int_equal(turns_count(&turns, 1001), 1);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(in_order_of_arrival),
		TEST(a_user_waits_for_one_request_of_each),
		TEST(who_leaves_waits_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
