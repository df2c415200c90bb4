/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vmtap-hold.h: what a program says of a device by name, and what vmtapd may
 * answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <limits.h>

#include "tests/client/server.h"
#include "vmtap.h"

static struct vmtap *connect_to(const struct server *server)
{
	struct vmtap *client = NULL;
	struct vmtap_error err;

	assert_int_equal(vmtap_connect(server->path, &client, &err), 0);
	return client;
}

static struct vmtap_request *request_of(unsigned int queues)
{
	struct vmtap_request *request = NULL;
	struct vmtap_error err;

	assert_int_equal(vmtap_request_new("lan", &request, &err), 0);
	assert_int_equal(vmtap_request_set_queues(request, queues, &err), 0);
	return request;
}

static struct vmtap_request *held_request(void)
{
	struct vmtap_request *request = request_of(2);
	struct vmtap_error err;

	assert_int_equal(vmtap_request_hold(request, "vtweb0", 7200, 0, &err),
			 0);
	return request;
}

/* A device by name comes without a descriptor. */
static void test_hold(void **state)
{
	struct vmtap_request *request = held_request();
	struct vmtap_device *device = NULL;
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;

	(void)state;
	SERVER_START(
		&server, "accept", "ask",
		"ok ifname=vtweb0 queues=2 queue_fds=0 held=1 until=1234 until-exit=1 pid=7",
		"close");
	client = connect_to(&server);
	assert_int_equal(vmtap_open(client, request, &device, &err), 0);
	assert_int_equal(vmtap_device_fd(device, 0), -1);
	assert_string_equal(vmtap_device_ifname(device), "vtweb0");
	assert_true(vmtap_device_is_held(device));
	assert_true(vmtap_device_until(device) == 1234);
	assert_true(vmtap_device_ends_with_pid(device));
	vmtap_device_free(device);
	vmtap_close(client);
	vmtap_request_free(request);
	server_finish(&server);
}

static void test_hold_refuses_answers(void **state)
{
	static const char *const answers[] = {
		"ok ifname=vtweb1 queues=2 queue_fds=0 held=1", /* another name */
		"ok ifname=vtweb0 queues=2 queue_fds=0", /* not held */
		"ok ifname=vtweb0 queues=2 queue_fds=0 until=7", /* an end of no hold */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		struct vmtap_request *request = held_request();
		struct vmtap_device *device = NULL;
		struct server server;
		struct vmtap *client;
		struct vmtap_error err;

		SERVER_START(&server, "accept", "ask", answers[i], "close");
		client = connect_to(&server);
		assert_int_equal(vmtap_open(client, request, &device, &err),
				 -EPROTO);
		assert_null(device);
		vmtap_close(client);
		vmtap_request_free(request);
		server_finish(&server);
	}
}

static void test_hold_checks_values(void **state)
{
	struct vmtap_request *request = request_of(1);
	struct vmtap_error err;

	(void)state;
	assert_int_equal(vmtap_request_hold(request, "eth0", 0, 0, &err),
			 -EINVAL);
	assert_int_equal(vmtap_request_hold(request, NULL, 0, 0, &err),
			 -EINVAL);
	assert_int_equal(vmtap_request_hold(request, "vtweb0",
					    UINT64_C(367) * 86400, 0, &err),
			 -EINVAL);
	assert_int_equal(vmtap_request_hold(request, "vtweb0", 0, -1, &err),
			 -ESRCH);
	assert_int_equal(vmtap_request_hold(request, "vtweb0", 0, INT_MAX,
					    &err),
			 -ESRCH);
	vmtap_request_free(request);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_hold_refuses_answers),
		cmocka_unit_test(test_hold_checks_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
