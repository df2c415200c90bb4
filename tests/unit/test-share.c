/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which device goes when a bridge is crowded with multicast groups. */
#include "tests/unit/unit.h"

#include "daemon/multicast/share.h"

#define ALICE 1
#define BOB 2
#define CAROL 3
#define ROOM 512
#define NONE SIZE_MAX

struct row {
	const char *what;
	unsigned int others; /* groups of stations that are no guests */
	unsigned int room;
	struct share_member members[4];
	size_t gone; /* which member; NONE: no one */
};

static const struct row rows[] = {
	{ "half of the room is free",
	  0,
	  ROOM,
	  { { ALICE, ROOM / 2 - 1 } },
	  NONE },
	{ "one has half", 0, ROOM, { { ALICE, 1 }, { BOB, ROOM / 2 } }, 1 },
	{ "one has less than half, with others",
	  128,
	  ROOM,
	  { { ALICE, 1 }, { BOB, 129 } },
	  1 },
	{ "half of the half is a share of two",
	  127,
	  ROOM,
	  { { ALICE, 1 }, { BOB, 128 } },
	  NONE },
	{ "many devices of one user count together",
	  0,
	  ROOM,
	  { { ALICE, 20 }, { BOB, 80 }, { BOB, 81 }, { BOB, 80 } },
	  2 },
	{ "who has few is not to blame for stations outside",
	  ROOM,
	  ROOM,
	  { { ALICE, 30 }, { BOB, 20 } },
	  NONE },
	{ "nor for another user",
	  0,
	  ROOM,
	  { { ALICE, 300 }, { BOB, 140 }, { CAROL, 1 } },
	  0 },
	{ "the next one",
	  0,
	  ROOM,
	  { { ALICE, 0 }, { BOB, 256 }, { CAROL, 1 } },
	  1 },
	{ "a small part is everybody's",
	  ROOM,
	  ROOM,
	  { { ALICE, ROOM / SHARE_LEAST } },
	  NONE },
	{ "a bridge without snooping", 10, 0, { { ALICE, 1000 } }, NONE },
	{ "nobody", ROOM, ROOM, { { 0, 0 } }, NONE },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct share_bridge bridge = {
			.members = rows[i].members,
			.room = rows[i].room,
			.total = rows[i].others,
		};
		size_t gone;

		while (bridge.n_members < N_ELEMENTS(rows[i].members) &&
		       rows[i].members[bridge.n_members].uid)
			bridge.total += rows[i].members[bridge.n_members++].n;
		gone = share_exceeded(&bridge);
		if (gone == bridge.n_members)
			gone = NONE;
		if (gone != rows[i].gone)
			print_error("%s\n", rows[i].what);
		assert_int_equal(gone, rows[i].gone);
	}
}

/* However many users there are, one has a share. */
static void test_many_users(void **state)
{
	struct share_member members[64];
	struct share_bridge bridge = {
		.members = members,
		.n_members = N_ELEMENTS(members),
		.room = ROOM,
		.total = N_ELEMENTS(members) * ROOM / SHARE_LEAST,
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(members); i++)
		members[i] = (struct share_member){ (uid_t)i + 1,
						    ROOM / SHARE_LEAST };
	assert_int_equal(share_exceeded(&bridge), bridge.n_members);
	members[40].n++;
	assert_int_equal(share_exceeded(&bridge), 40);
}

/* Stations outside fill the bridge, and a user has many honest guests. */
static void test_quiet_devices(void **state)
{
	struct share_member members[200];
	struct share_bridge bridge = {
		.members = members,
		.n_members = N_ELEMENTS(members),
		.room = ROOM,
		.total = ROOM,
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(members); i++)
		members[i] = (struct share_member){ ALICE, ROOM / SHARE_QUIET };
	assert_int_equal(share_exceeded(&bridge), bridge.n_members);
	for (size_t i = 0; i < N_ELEMENTS(members); i++)
		members[i].n++;
	assert_int_equal(share_exceeded(&bridge), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_many_users),
		cmocka_unit_test(test_quiet_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
