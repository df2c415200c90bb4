/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which device has which slot: none has two devices, and none is written while a
 * filter may name it. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "link/ebpf/slots.h"

static struct slot map[SLOTS_N];
static struct slots slots;

static int set_up(void **state)
{
	(void)state;
	memset(map, 0, sizeof(map));
	return slots_init(&slots, map);
}

static int tear_down(void **state)
{
	(void)state;
	slots_free(&slots);
	return 0;
}

static int take(unsigned int ifindex, bool is_change)
{
	const struct slot parameters = { .words = 7 };

	return slots_take(&slots, ifindex, is_change, &parameters);
}

static void is_written_and_found(void **state)
{
	int slot;

	(void)state;
	assert_int_equal(slots_of(&slots, 5), 0);
	map[1].passed = 9; /* of the device that had the slot before */
	slot = take(5, false);
	assert_int_equal(slot, 1);
	assert_int_equal(map[slot].words, 7);
	assert_int_equal(map[slot].passed, 0);
	assert_int_equal(slots_of(&slots, 5), slot);
}

static void a_change_is_another_slot(void **state)
{
	/* in one bucket */
	const unsigned int one = 5, other = 5 + SLOTS_BUCKETS;
	int first, second;

	(void)state;
	first = take(one, false);
	assert_true(take(other, false) > 0);
	second = take(one, true);
	assert_true(second > 0 && second != first);
	assert_int_equal(slots_of(&slots, one), second);
	slots_forget(&slots, one);
	assert_int_equal(slots_of(&slots, one), 0);
	assert_int_equal(slots_of(&slots, other), 2);
	assert_int_equal(slots.n_used, 1);
}

/* The guest goes on with the link-local address that it has. */
static void a_change_keeps_what_was_learned(void **state)
{
	int slot;

	(void)state;
	slot = take(5, false);
	assert_int_equal(map[slot].learned, 0);
	map[slot].learned = 77;
	assert_int_equal(map[take(5, true)].learned, 77);
	assert_int_equal(map[take(6, true)].learned, 0);
	slots_forget(&slots, 5);
	assert_int_equal(map[take(5, false)].learned, 0);
}

/* The kernel gives the number to another link before vmtapd hears of the end of
 * the first: that end must not free the slot of the second. */
static void a_number_waits_for_the_end_of_its_last_device(void **state)
{
	(void)state;
	assert_true(take(5, false) > 0);
	assert_int_equal(take(5, false), -EEXIST);
	slots_forget(&slots, 5);
	assert_true(take(5, false) > 0);
}

static void all_can_be_taken_and_no_more(void **state)
{
	static bool is_taken[SLOTS_N];

	(void)state;
	for (unsigned int i = 1; i < SLOTS_N; i++) {
		int slot = take(i, false);

		assert_in_range(slot, 1, SLOTS_N - 1);
		assert_false(is_taken[slot]);
		is_taken[slot] = true;
	}
	assert_int_equal(take(SLOTS_N, false), -ENOSPC);
	assert_int_equal(take(1, true), -ENOSPC);
	slots_forget(&slots, 77);
	assert_int_equal(take(SLOTS_N, false), 77);
}

static void a_slot_rests_before_it_is_used_again(void **state)
{
	int slot;

	(void)state;
	slot = take(5, false);
	slots_forget(&slots, 5);
	for (unsigned int i = 6; i < SLOTS_N + 4; i++) {
		assert_int_not_equal(take(i, false), slot);
		slots_forget(&slots, i);
	}
	assert_int_equal(take(5, false), slot);
}

static bool is_even(unsigned int ifindex, void *data)
{
	(*(unsigned int *)data)++;
	return ifindex % 2 == 0;
}

static void what_is_gone_is_swept(void **state)
{
	unsigned int asked = 0;

	(void)state;
	for (unsigned int i = 1; i <= 10; i++)
		assert_true(take(i, false) > 0 && take(i, true) > 0);
	slots_sweep(&slots, is_even, &asked);
	assert_int_equal(slots.n_used, 10);
	assert_int_equal(slots_of(&slots, 3), 0);
	assert_int_not_equal(slots_of(&slots, 4), 0);
	assert_int_equal(asked, 15); /* no device that is gone is asked twice */
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(is_written_and_found),
		TEST(a_change_is_another_slot),
		TEST(a_change_keeps_what_was_learned),
		TEST(a_number_waits_for_the_end_of_its_last_device),
		TEST(all_can_be_taken_and_no_more),
		TEST(a_slot_rests_before_it_is_used_again),
		TEST(what_is_gone_is_swept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
