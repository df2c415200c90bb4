/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The order in which devices end, and the limits at which links wait. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "daemon/lease/backlog.h"

#define ALICE 1
#define BOB 2
#define CAROL 3
#define EACH 6 /* closers of a user */
#define SLICE 32

static int set_up(void **state)
{
	static struct backlog backlog;

	backlog_init(&backlog, EACH);
	*state = &backlog;
	return 0;
}

/* A test that ends with work left has a leak, which is not what it tests. */
static int tear_down(void **state)
{
	struct backlog *backlog = *state;
	struct closing closing;
	struct job *jobs[SLICE];
	size_t n;

	backlog->closers_each = UINT32_MAX;
	while (!backlog_is_empty(backlog)) {
		while (backlog_take_fd(backlog, &closing))
			backlog_closed(backlog, &closing);
		n = backlog_take_links(backlog, jobs, SLICE);
		for (size_t i = 0; i < n; i++) {
			jobs[i]->device.has_link = false;
			backlog_give_back(backlog, jobs[i]);
		}
	}
	assert_int_equal(backlog->n_links, 0);
	assert_int_equal(backlog->n_waiting, 0);
	assert_int_equal(backlog->n_open, 0);
	return 0;
}

static struct device empty(void)
{
	struct device device = { .sentry = -EBADF };

	for (size_t i = 0; i < N_ELEMENTS(device.fds); i++)
		device.fds[i] = -EBADF;
	return device;
}

static void add(struct backlog *backlog, uid_t uid, const struct device *device)
{
	assert_int_equal(backlog_add(backlog, uid, device), 0);
}

/* n devices whose links are to end, each with a sentry. */
static void add_links(struct backlog *backlog, uid_t uid, size_t n)
{
	struct device device = empty();

	device.has_link = true;
	device.sentry = 100;
	while (n-- > 0)
		add(backlog, uid, &device);
}

/* n descriptors of devices that are gone. */
static void add_sentries(struct backlog *backlog, uid_t uid, size_t n)
{
	struct device device = empty();

	device.sentry = 200;
	while (n-- > 0)
		add(backlog, uid, &device);
}

/* Copies of a device that was just granted. */
static void add_copies(struct backlog *backlog, uid_t uid, unsigned int n)
{
	struct device device = empty();

	device.n_fds = n;
	for (unsigned int i = 0; i < n; i++)
		device.fds[i] = 300 + (int)i;
	add(backlog, uid, &device);
}

/* Take a slice, delete its links, give it back.  How many there were. */
static size_t end_slice(struct backlog *backlog, size_t max)
{
	struct job *jobs[SLICE];
	size_t n = backlog_take_links(backlog, jobs, max);

	for (size_t i = 0; i < n; i++) {
		jobs[i]->device.has_link = false;
		backlog_give_back(backlog, jobs[i]);
	}
	return n;
}

static int take(struct backlog *backlog, struct closing *closing)
{
	assert_true(backlog_take_fd(backlog, closing));
	return closing->fd;
}

/* Close n descriptors. */
static void close_some(struct backlog *backlog, size_t n)
{
	struct closing closing;

	while (n-- > 0) {
		(void)take(backlog, &closing);
		backlog_closed(backlog, &closing);
	}
}

/* ---- links ------------------------------------------------------------ */

static void many_links_of_one_user_delay_nobody(void **state)
{
	struct backlog *backlog = *state;
	struct device device = empty();
	struct job *jobs[SLICE];
	size_t of_alice = 0;

	add_links(backlog, BOB, 300);
	device.has_link = true;
	device.ifindex = 7;
	add(backlog, ALICE, &device);
	assert_int_equal(backlog_take_links(backlog, jobs, SLICE), SLICE);
	for (size_t i = 0; i < SLICE; i++) {
		of_alice += jobs[i]->device.ifindex == 7;
		jobs[i]->device.has_link = false;
		backlog_give_back(backlog, jobs[i]);
	}
	assert_int_equal(of_alice, 1);
}

static void users_have_equal_parts_of_a_slice(void **state)
{
	struct backlog *backlog = *state;
	struct device device = empty();
	struct job *jobs[SLICE];
	size_t n[4] = { 0 };

	device.has_link = true;
	for (unsigned int uid = ALICE; uid <= CAROL; uid++)
		for (size_t i = 0; i < 100; i++) {
			device.ifindex = uid;
			add(backlog, uid, &device);
		}
	assert_int_equal(backlog_take_links(backlog, jobs, 30), 30);
	for (size_t i = 0; i < 30; i++) {
		n[jobs[i]->device.ifindex]++;
		jobs[i]->device.has_link = false;
		backlog_give_back(backlog, jobs[i]);
	}
	assert_int_equal(n[ALICE], 10);
	assert_int_equal(n[BOB], 10);
	assert_int_equal(n[CAROL], 10);
}

static void a_link_that_failed_is_tried_again(void **state)
{
	struct backlog *backlog = *state;
	struct job *jobs[SLICE];

	add_links(backlog, BOB, 1);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(backlog_take_links(backlog, jobs, SLICE), 1);
		assert_int_equal(backlog->n_links, 0);
		backlog_give_back(backlog, jobs[0]);
		assert_int_equal(backlog->n_links, 1);
	}
	assert_int_equal(backlog->n_open, 0);
}

static void a_lower_device_counts_as_a_link(void **state)
{
	struct backlog *backlog = *state;
	struct device device = empty();
	struct job *jobs[SLICE];

	device.lower_down = 5;
	add(backlog, BOB, &device);
	assert_int_equal(backlog_take_links(backlog, jobs, SLICE), 1);
	assert_false(backlog_is_empty(backlog));
	jobs[0]->device.lower_down = 0;
	backlog_give_back(backlog, jobs[0]); /* it has no descriptor */
	assert_true(backlog_is_empty(backlog));
}

/* ---- limits ----------------------------------------------------------- */

static void links_wait_while_many_descriptors_of_the_user_do(void **state)
{
	struct backlog *backlog = *state;

	add_sentries(backlog, BOB, BACKLOG_OPEN_EACH);
	add_links(backlog, BOB, 3);
	assert_int_equal(end_slice(backlog, SLICE), 0);
	add_links(backlog, ALICE, 2);
	assert_int_equal(end_slice(backlog, SLICE), 2);
	/* ten closes, of which alice's turns take two */
	close_some(backlog, 4);
	assert_int_equal(end_slice(backlog, SLICE), 3);
}

static void descriptors_stay_below_the_limit(void **state)
{
	struct backlog *backlog = *state;

	add_links(backlog, BOB, 2000);
	while (end_slice(backlog, SLICE) > 0)
		;
	/* the last slice may go beyond it */
	assert_in_range(backlog->n_open, BACKLOG_OPEN_EACH,
			BACKLOG_OPEN_EACH + SLICE - 1);
	while (!backlog_is_empty(backlog)) {
		close_some(backlog, 1);
		(void)end_slice(backlog, SLICE);
		assert_in_range(backlog->n_open, 0,
				BACKLOG_OPEN_EACH + SLICE - 1);
	}
}

static void above_the_limit_of_all_who_has_none_goes_first(void **state)
{
	struct backlog *backlog = *state;

	add_sentries(backlog, BOB, BACKLOG_OPEN_EACH);
	add_sentries(backlog, CAROL, BACKLOG_OPEN_EACH - 1);
	add_links(backlog, CAROL, 2);
	assert_int_equal(end_slice(backlog, 1), 1);
	assert_int_equal(backlog->n_open, BACKLOG_OPEN_MAX);
	assert_int_equal(end_slice(backlog, SLICE), 0);
	add_links(backlog, ALICE, 2);
	assert_int_equal(end_slice(backlog, 1), 1);
	assert_int_equal(end_slice(backlog, 1), 0); /* now alice has one, too */
}

/* ---- descriptors ------------------------------------------------------ */

static void each_descriptor_is_closed_once(void **state)
{
	struct backlog *backlog = *state;
	struct device device = empty();
	bool is_closed[400] = { false };
	struct closing closing;
	size_t n = 0;

	add_copies(backlog, BOB, VMTAP_FDS_MAX);
	device.sentry = 399;
	device.n_fds = 1;
	device.fds[0] = 398;
	add(backlog, ALICE, &device);
	while (backlog_take_fd(backlog, &closing)) {
		assert_in_range(closing.fd, 0, 399);
		assert_false(is_closed[closing.fd]);
		is_closed[closing.fd] = true;
		n++;
		backlog_closed(backlog, &closing);
	}
	assert_int_equal(n, VMTAP_FDS_MAX + 2);
	assert_true(backlog_is_empty(backlog));
}

static void copies_come_before_sentries(void **state)
{
	struct backlog *backlog = *state;
	struct closing closing;

	add_sentries(backlog, BOB, 2);
	add_copies(backlog, BOB, 1);
	assert_int_equal(take(backlog, &closing), 300);
	backlog_closed(backlog, &closing);
	assert_int_equal(take(backlog, &closing), 200);
	backlog_closed(backlog, &closing);
}

static void one_user_does_not_have_all_closers(void **state)
{
	struct backlog *backlog = *state;
	struct closing of_bob[EACH], of_alice, none;

	add_copies(backlog, BOB, EACH + 1);
	add_copies(backlog, BOB, EACH + 1);
	for (size_t i = 0; i < EACH; i++)
		(void)take(backlog, &of_bob[i]);
	assert_false(backlog_take_fd(backlog, &none));
	add_sentries(backlog, ALICE, 1);
	assert_int_equal(take(backlog, &of_alice), 200);
	assert_false(backlog_take_fd(backlog, &none));
	backlog_closed(backlog, &of_bob[0]);
	(void)take(backlog, &of_bob[0]);
	for (size_t i = 0; i < EACH; i++)
		backlog_closed(backlog, &of_bob[i]);
	backlog_closed(backlog, &of_alice);
}

static void closes_take_turns(void **state)
{
	struct backlog *backlog = *state;
	struct closing closing;
	size_t of_alice = 0;

	add_sentries(backlog, BOB, 100);
	add_copies(backlog, ALICE, 5);
	for (size_t i = 0; i < 10; i++) {
		of_alice += take(backlog, &closing) >= 300;
		backlog_closed(backlog, &closing);
	}
	assert_int_equal(of_alice, 5);
}

/* Each time that carol comes anew, her turn is after bob's. */
static void who_comes_again_is_last(void **state)
{
	struct backlog *backlog = *state;
	struct closing closing;
	size_t of_bob = 0;

	add_sentries(backlog, BOB, 10);
	for (size_t i = 0; i < 20; i++) {
		if (backlog->n_open < 11 - of_bob)
			add_copies(backlog, CAROL, 1);
		of_bob += take(backlog, &closing) == 200;
		backlog_closed(backlog, &closing);
	}
	assert_int_equal(of_bob, 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(many_links_of_one_user_delay_nobody),
		TEST(users_have_equal_parts_of_a_slice),
		TEST(a_link_that_failed_is_tried_again),
		TEST(a_lower_device_counts_as_a_link),
		TEST(links_wait_while_many_descriptors_of_the_user_do),
		TEST(descriptors_stay_below_the_limit),
		TEST(above_the_limit_of_all_who_has_none_goes_first),
		TEST(each_descriptor_is_closed_once),
		TEST(copies_come_before_sentries),
		TEST(one_user_does_not_have_all_closers),
		TEST(closes_take_turns),
		TEST(who_comes_again_is_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
