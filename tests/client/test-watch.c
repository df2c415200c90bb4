/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-watch.c - vmtap_watch() of libvmtap: it never waits, and goes on where it
 * was after a break.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "tests/client/server.h"
#include "vmtap.h"

#define PRESENT "ok epoch=5 number=7 end"
#define GRANTED                                                                \
	"ok epoch=5 number=8 flags=5 time=9 name=granted ifname=vt0 ifindex=3 uid=1000 pid=44 network=lan vm=web1 lladdr=52:54:00:00:00:01 end"

static struct vmtap_watch *begin(const struct server *server)
{
	struct vmtap_watch *watch = NULL;
	struct vmtap *client = NULL;
	struct vmtap_error err;

	/* the fake takes one connection after the other */
	assert_int_equal(vmtap_connect(server->path, &client, &err), 0);
	assert_int_equal(vmtap_watch(client, 0, &watch, &err), 0);
	vmtap_close(client);
	return watch;
}

/* The next event, which must come. */
static const struct vmtap_event *next(struct vmtap_watch *watch)
{
	struct pollfd pollfd = { .fd = vmtap_watch_fd(watch),
				 .events = POLLIN };
	const struct vmtap_event *event = NULL;
	struct vmtap_error err;
	int r = vmtap_watch_next(watch, &event, &err);

	while (r == 0) {
		assert_int_equal(poll(&pollfd, 1, 10000), 1);
		r = vmtap_watch_next(watch, &event, &err);
	}
	assert_int_equal(r, 1);
	return event;
}

static int fail_next(struct vmtap_watch *watch, struct vmtap_error *err)
{
	struct pollfd pollfd = { .fd = vmtap_watch_fd(watch),
				 .events = POLLIN };
	const struct vmtap_event *event;
	int r = 0;

	while (r == 0) {
		assert_int_equal(poll(&pollfd, 1, 10000), 1);
		r = vmtap_watch_next(watch, &event, err);
	}
	return r;
}

static void test_events(void **state)
{
	struct server server;
	struct vmtap_watch *watch;
	const struct vmtap_event *event;
	int fd;

	(void)state;
	SERVER_START(
		&server, "accept", "accept", "ask", PRESENT, "after 5:7",
		GRANTED, "after 5:8", "ok end", "after 5:8",
		"ok epoch=5 number=9 flags=8 count=4 name=lost + epoch=5 number=13 flags=3 name=revoked by_uid=7 by_pid=8 reason=why_so ifname=vt0 + epoch=5 number=14 flags=1 name=noted note=mtu address=fe80::1",
		"after 5:14", "eof");
	watch = begin(&server);
	fd = vmtap_watch_fd(watch);
	event = next(watch);
	assert_string_equal(vmtap_event_name(event), "granted");
	assert_string_equal(vmtap_event_ifname(event), "vt0");
	assert_string_equal(vmtap_event_network(event), "lan");
	assert_string_equal(vmtap_event_vm(event), "web1");
	assert_string_equal(vmtap_event_lladdr(event), "52:54:00:00:00:01");
	assert_int_equal(vmtap_event_ifindex(event), 3);
	assert_int_equal(vmtap_event_uid(event), 1000);
	assert_int_equal(vmtap_event_pid(event), 44);
	assert_int_equal(vmtap_event_time(event), 9);
	assert_int_equal(vmtap_event_is_by(event), 0);
	assert_int_equal(vmtap_event_is_end(event), 0);
	event = next(watch);
	assert_string_equal(vmtap_event_name(event), "lost");
	assert_int_equal(vmtap_event_count(event), 4);
	event = next(watch);
	assert_int_equal(vmtap_event_is_end(event), 1);
	assert_int_equal(vmtap_event_is_by(event), 1);
	assert_int_equal(vmtap_event_by_uid(event), 7);
	assert_int_equal(vmtap_event_by_pid(event), 8);
	assert_string_equal(vmtap_event_reason(event), "why so");
	assert_string_equal(vmtap_event_lladdr(event), "");
	event = next(watch);
	assert_string_equal(vmtap_event_note(event), "mtu");
	assert_string_equal(vmtap_event_address(event), "fe80::1");
	/* the fake must have had the last question */
	assert_int_equal(vmtap_watch_next(watch, &event, NULL), 0);
	assert_int_equal(vmtap_watch_fd(watch), fd);
	vmtap_watch_free(watch);
	server_finish(&server);
}

/* A program that polls before its first call must be told, too. */
static void test_asks_before_poll(void **state)
{
	struct server server;
	struct vmtap_watch *watch;
	struct pollfd pollfd = { .events = POLLIN };

	(void)state;
	SERVER_START(&server, "accept", "accept", "ask", PRESENT, "after 5:7",
		     GRANTED, "eof");
	watch = begin(&server);
	pollfd.fd = vmtap_watch_fd(watch);
	assert_int_equal(poll(&pollfd, 1, 10000), 1);
	vmtap_watch_free(watch);
	server_finish(&server);
}

static void test_goes_on_after_a_break(void **state)
{
	const size_t before = server_count_fds();
	struct server server;
	struct vmtap_watch *watch;
	int fd;

	(void)state;
	SERVER_START(&server, "accept", "accept", "ask", PRESENT, "after 5:7",
		     "close", "accept", "after 5:7", GRANTED, "after 5:8",
		     "close", "accept", "after 5:8",
		     "ok epoch=6 number=0 flags=8 name=lost end", "after 6:0",
		     "eof");
	watch = begin(&server);
	fd = vmtap_watch_fd(watch);
	assert_string_equal(vmtap_event_name(next(watch)), "granted");
	assert_string_equal(vmtap_event_name(next(watch)), "lost");
	assert_int_equal(vmtap_watch_fd(watch), fd);
	assert_int_equal(vmtap_watch_next(watch, NULL, NULL), 0);
	vmtap_watch_free(watch);
	server_finish(&server);
	assert_int_equal(server_count_fds(), before);
}

/* A vmtapd that says no, at first or later, and one that talks nonsense. */
static void test_refused(void **state)
{
	struct server server;
	struct vmtap_watch *watch = NULL;
	struct vmtap *client = NULL;
	struct vmtap_error err;

	(void)state;
	SERVER_START(&server, "accept", "accept", "ask", "refuse 2 no_admin",
		     "eof");
	assert_int_equal(vmtap_connect(server.path, &client, &err), 0);
	assert_int_equal(vmtap_watch(client, 1, &watch, &err), -EACCES);
	assert_int_equal(err.code, VMTAP_E_DENIED);
	assert_null(watch);
	vmtap_close(client);
	server_finish(&server);

	SERVER_START(&server, "accept", "accept", "ask", "ok end", "eof");
	assert_int_equal(vmtap_connect(server.path, &client, &err), 0);
	assert_int_equal(vmtap_watch(client, 1, &watch, &err), -EPROTO);
	vmtap_close(client);
	server_finish(&server);

	SERVER_START(&server, "accept", "accept", "ask", PRESENT, "after 5:7",
		     "refuse 8 too many", "eof");
	watch = begin(&server);
	assert_int_equal(fail_next(watch, &err), -EBUSY);
	assert_string_equal(err.text, "too many");
	vmtap_watch_free(watch);
	server_finish(&server);

	SERVER_START(&server, "accept", "accept", "ask", PRESENT, "after 5:7",
		     "bytes 100", "eof");
	watch = begin(&server);
	assert_int_equal(fail_next(watch, &err), -EPROTO);
	vmtap_watch_free(watch);
	server_finish(&server);
	vmtap_watch_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_asks_before_poll),
		cmocka_unit_test(test_goes_on_after_a_break),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
