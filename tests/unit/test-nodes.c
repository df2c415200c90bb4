/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How often nodes.c looks at which lease.  Looks are counted, and the clock
 * stands still unless a test sets it: what is below nodes.c is played here.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "daemon/event/nodes.h"
#include "daemon/lease/expire.h"
#include "link/node/held.h"
#include "link/node/node.h"

#define LEASES 200
#define AT_ONCE 64 /* LOOKS_AT_ONCE */

/* ---- what nodes.c uses ------------------------------------------------ */

/* Of each lease, by its ifindex, which is also its sentry. */
static struct played {
	bool is_held;
	unsigned int looks, sentries, ends;
} played[LEASES];

static struct timespec clock_now;

int clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	(void)clock;
	*ret_time = clock_now;
	return 0;
}

int node_open_sentry(unsigned int ifindex, dev_t number, int *ret_fd,
		     struct error *err)
{
	(void)number;
	(void)err;
	played[ifindex].sentries++;
	*ret_fd = (int)ifindex;
	return 0;
}

int held_probe(int sentry, bool *ret_is_held)
{
	played[sentry].looks++;
	*ret_is_held = played[sentry].is_held;
	return 0;
}

void reaper_end(struct reaper *reaper, struct rtnl *rtnl, uid_t uid,
		struct device *device)
{
	(void)reaper;
	(void)rtnl;
	(void)uid;
	played[device->sentry].sentries--;
}

void expire_lease(struct reaper *reaper, const struct host *host,
		  struct lease *lease)
{
	(void)reaper;
	(void)host;
	lease->state = LEASE_ENDING;
	lease->node.sentry = -EBADF;
	played[lease->ifindex].ends++;
}

void device_init(struct device *device)
{
	*device = (struct device){ .sentry = -EBADF };
}

/* ---- a daemon without a kernel ---------------------------------------- */

static struct state daemon_state;
static struct host host;
static struct lease_table leases;
static int events; /* what the kernel would write to */

static int set_up(void **state)
{
	static const struct facts facts = { .network = { "lan" }, .queues = 1 };
	struct error err;
	int fds[2];

	*state = NULL;
	memset(played, 0, sizeof(played));
	clock_now = (struct timespec){ .tv_sec = 1000 };
	lease_table_init(&leases);
	for (unsigned int i = 0; i < LEASES; i++) {
		struct lease *lease;

		assert_int_equal(lease_reserve(&leases, &facts, &lease), 0);
		lease->state = LEASE_LIVE;
		lease->ifindex = i;
		lease_set_watch(&leases, lease, (int)i);
		played[i].is_held = true;
	}
	assert_int_equal(pipe2(fds, O_NONBLOCK | O_CLOEXEC), 0);
	host.inotify = fds[0];
	events = fds[1];
	daemon_state = (struct state){
		.leases = &leases,
		.host = &host,
		.base = event_base_new(),
	};
	return nodes_start(&daemon_state, &err);
}

static int tear_down(void **state)
{
	struct lease *lease;

	(void)state;
	TAILQ_FOREACH (lease, &leases.all, entry)
		lease->node.sentry = -EBADF;
	lease_table_clear(&leases);
	nodes_stop(&daemon_state);
	event_base_free(daemon_state.base);
	(void)close(host.inotify);
	(void)close(events);
	return 0;
}

/* One turn of the loop. */
static void turn(void)
{
	(void)event_base_loop(daemon_state.base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

static void write_event(int watch, uint32_t mask)
{
	const struct inotify_event event = { .wd = watch, .mask = mask };

	assert_int_equal(write(events, &event, sizeof(event)), sizeof(event));
}

/* The node of a lease is closed, and the daemon hears of it alone. */
static void announce(int watch, uint32_t mask)
{
	write_event(watch, mask);
	turn();
}

static void pass(unsigned int ms)
{
	clock_now.tv_nsec += (long)ms * 1000000;
	turn();
}

/* ---- tests ------------------------------------------------------------ */

static void events_of_others_spend_no_looks(void **state)
{
	(void)state;
	announce(0, IN_CLOSE_WRITE);
	assert_int_equal(played[0].looks, 1);
	for (unsigned int i = 0; i < 20; i++)
		announce(1, IN_CLOSE_WRITE);
	assert_int_equal(played[1].looks, 20);
	assert_int_equal(played[0].looks, 1);
	assert_int_equal(played[2].looks, 0);
}

/* The lock goes after the events of others, and before the last look. */
static void a_lease_ends_after_many_events_of_others(void **state)
{
	(void)state;
	announce(0, IN_CLOSE_WRITE);
	for (unsigned int i = 0; i < 20; i++)
		announce(1, IN_CLOSE_WRITE);
	played[0].is_held = false;
	pass(10);
	assert_int_equal(played[0].ends, 1);
	assert_int_equal(played[1].ends, 0);
}

static void a_held_node_gets_six_looks(void **state)
{
	static const unsigned int waits[] = { 10, 20, 40, 80, 160 };

	(void)state;
	announce(0, IN_CLOSE_WRITE);
	for (unsigned int i = 0; i < N_ELEMENTS(waits); i++) {
		pass(waits[i] - 1);
		assert_int_equal(played[0].looks, 1 + i);
		pass(1);
		assert_int_equal(played[0].looks, 2 + i);
		assert_int_equal(played[0].sentries, i < 4);
	}
	pass(900);
	assert_int_equal(played[0].looks, 6);
}

static void leases_have_looks_of_their_own(void **state)
{
	(void)state;
	announce(0, IN_CLOSE_WRITE);
	pass(7);
	announce(1, IN_CLOSE_WRITE);
	pass(3); /* 10 since the one, 3 since the other */
	assert_int_equal(played[0].looks, 2);
	assert_int_equal(played[1].looks, 1);
	pass(7);
	assert_int_equal(played[0].looks, 2);
	assert_int_equal(played[1].looks, 2);
	pass(13); /* 30, 23 */
	assert_int_equal(played[0].looks, 3);
	assert_int_equal(played[1].looks, 2);
}

static void another_close_begins_anew(void **state)
{
	(void)state;
	announce(0, IN_CLOSE_WRITE);
	pass(10);
	pass(20);
	announce(0, IN_CLOSE_WRITE);
	assert_int_equal(played[0].looks, 4);
	pass(10);
	assert_int_equal(played[0].looks, 5);
	assert_int_equal(played[0].sentries, 1);
}

static void a_loss_makes_vmtapd_look_at_all(void **state)
{
	(void)state;
	played[2].is_held = false;
	announce(-1, IN_Q_OVERFLOW);
	for (unsigned int i = 0; i < LEASES / AT_ONCE; i++)
		pass(0);
	for (unsigned int i = 0; i < LEASES; i++) {
		assert_int_equal(played[i].looks, 1);
		assert_int_equal(played[i].ends, i == 2);
	}
}

static unsigned int all_looks(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < LEASES; i++)
		n += played[i].looks;
	return n;
}

static void the_loop_has_turns_between_many_looks(void **state)
{
	(void)state;
	announce(-1, IN_Q_OVERFLOW);
	for (unsigned int n = AT_ONCE; n < LEASES; n += AT_ONCE) {
		assert_int_equal(all_looks(), n);
		pass(0);
	}
	assert_int_equal(all_looks(), LEASES);
}

/* The first AT_ONCE nodes are closed again before each turn. */
static void closes_without_end_keep_no_lease_waiting(void **state)
{
	(void)state;
	announce(-1, IN_Q_OVERFLOW);
	for (unsigned int n = 0; n < 2 * LEASES / AT_ONCE; n++) {
		for (unsigned int i = 0; i < AT_ONCE; i++)
			write_event((int)i, IN_CLOSE_WRITE);
		turn();
	}
	for (unsigned int i = 0; i < LEASES; i++)
		assert_in_range(played[i].looks, 1, UINT_MAX);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(events_of_others_spend_no_looks),
		TEST(a_lease_ends_after_many_events_of_others),
		TEST(a_held_node_gets_six_looks),
		TEST(leases_have_looks_of_their_own),
		TEST(another_close_begins_anew),
		TEST(a_loss_makes_vmtapd_look_at_all),
		TEST(the_loop_has_turns_between_many_looks),
		TEST(closes_without_end_keep_no_lease_waiting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
