/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-connection.c - the library against a vmtapd that runs, does not run,
 * goes away, is slow, or answers nonsense.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/connection.h"
#include "tests/client/server.h"
#include "vmtap.h"

static struct vmtap *connect_to(const struct server *server)
{
	struct vmtap *client = NULL;
	struct vmtap_error err;

	assert_int_equal(vmtap_connect(server->path, &client, &err), 0);
	return client;
}

/* One exchange and its expected end; it must leave no descriptor behind. */
static void expect_list(struct vmtap *client, int r, int code, const char *text)
{
	struct vmtap_error err = { .code = 0 };
	struct vmtap_list *list = NULL;

	assert_int_equal(vmtap_list(client, &list, &err), r);
	assert_int_equal(err.code, code);
	if (r < 0)
		assert_null(list);
	if (text && !strstr(err.text, text))
		fail_msg("'%s' is not in: %s", text, err.text);
	vmtap_list_free(list);
}

static void test_connect_fails(void **state)
{
	static const struct {
		const char *path;
		int r;
		const char *text;
	} table[] = {
		{ "/nonexistent/socket", -ENOENT,
		  "cannot reach vmtapd at /nonexistent/socket: no such socket; is the service running?" },
		{ "/dev/null", -ECONNREFUSED, "nobody listens" },
		{ "/dev/null/socket", -ENOTDIR, "Not a directory" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct vmtap *client = NULL;
		struct vmtap_error err;

		assert_int_equal(vmtap_connect(table[i].path, &client, &err),
				 table[i].r);
		assert_int_equal(err.code, VMTAP_E_CONNECT);
		assert_non_null(strstr(err.text, table[i].text));
		assert_null(client);
		assert_int_equal(vmtap_connect(table[i].path, &client, NULL),
				 table[i].r);
	}
}

static void test_path_too_long(void **state)
{
	struct vmtap *client = NULL;
	struct vmtap_error err;
	char path[200];

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(vmtap_connect(path, &client, &err), -ENAMETOOLONG);
	assert_non_null(strstr(err.text, "199 bytes"));
}

static void test_wrong_socket_type(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char folder[] = "/tmp/vmtap-test-XXXXXX";
	struct vmtap *client = NULL;
	struct vmtap_error err;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	strcpy(address.sun_path, folder);
	strcat(address.sun_path, "/s");
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (void *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(vmtap_connect(address.sun_path, &client, &err),
			 -EPROTOTYPE);
	assert_non_null(strstr(err.text, "another program's"));
	(void)close(fd);
	(void)unlink(address.sun_path);
	(void)rmdir(folder);
}

static void test_environment(void **state)
{
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;

	(void)state;
	SERVER_START(&server, "accept", "eof");
	(void)setenv("VMTAP_SOCKET", server.path, 1);
	assert_int_equal(vmtap_connect(NULL, &client, &err), 0);
	(void)unsetenv("VMTAP_SOCKET");
	vmtap_close(client);
	server_finish(&server);
}

/* The queue of connections stays full. */
static void test_connect_times_out(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char folder[] = "/tmp/vmtap-test-XXXXXX";
	struct vmtap client = { .fd = -1, .timeout_ms = 50 };
	int listening, waiting;
	struct error err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	strcpy(address.sun_path, folder);
	strcat(address.sun_path, "/s");
	client.address = address;
	listening = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	waiting = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	assert_int_equal(bind(listening, (void *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listening, 0), 0);
	assert_int_equal(connect(waiting, (void *)&address, sizeof(address)),
			 0);
	assert_int_equal(connection_open(&client, &err), -ETIMEDOUT);
	assert_int_equal(err.code, VMTAP_E_TIMEOUT);
	(void)close(listening);
	(void)close(waiting);
	(void)unlink(address.sun_path);
	(void)rmdir(folder);
}

/* Codes reach the caller as errno values, and an unknown one as -EIO. */
static void test_refusals(void **state)
{
	static const struct {
		const char *step;
		int r, code;
		const char *text;
	} table[] = {
		{ "refuse 1 versions", -EPROTO, VMTAP_E_PROTOCOL, "versions" },
		{ "refuse 2 no", -EACCES, VMTAP_E_DENIED, "no" },
		{ "refuse 3 full", -EDQUOT, VMTAP_E_LIMIT, "full" },
		{ "refuse 4 mac", -EINVAL, VMTAP_E_LLADDR, "mac" },
		{ "refuse 5 used", -EADDRINUSE, VMTAP_E_IN_USE, "used" },
		{ "refuse 6 opt", -EOPNOTSUPP, VMTAP_E_OPTION, "opt" },
		{ "refuse 7 host", -ENODEV, VMTAP_E_HOST, "host" },
		{ "refuse 8 busy", -EBUSY, VMTAP_E_BUSY, "busy" },
		{ "refuse 9 none", -ENOENT, VMTAP_E_NO_LEASE, "none" },
		{ "refuse 10 bad", -EIO, VMTAP_E_INTERNAL, "bad" },
		{ "refuse 11 arg", -EINVAL, VMTAP_E_ARGUMENT, "arg" },
		{ "refuse 12 x", -EIO, VMTAP_E_INTERNAL, "x" },
		{ "refuse 4000000 new", -EIO, VMTAP_E_INTERNAL, "new" },
		{ "refuse 2", -EACCES, VMTAP_E_DENIED, "code 2 and no reason" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct server server;
		struct vmtap *client;

		SERVER_START(&server, "accept", "ask", table[i].step, "ask",
			     "ok end", "eof");
		client = connect_to(&server);
		expect_list(client, table[i].r, table[i].code, table[i].text);
		/* A refusal is an answer: the connection stays open. */
		expect_list(client, 0, 0, NULL);
		vmtap_close(client);
		server_finish(&server);
	}
}

/* vmtapd closed the connection, or was started anew, between two calls. */
static void test_idle_connection_closed(void **state)
{
	struct server server;
	struct vmtap *client;

	(void)state;
	SERVER_START(&server, "accept", "close", "accept", "ask", "ok end",
		     "eof");
	client = connect_to(&server);
	server_wait_hangup(client->fd);
	expect_list(client, 0, 0, NULL);
	vmtap_close(client);
	server_finish(&server);
}

static void test_closed_and_not_there_again(void **state)
{
	struct server server;
	struct vmtap *client;

	(void)state;
	SERVER_START(&server, "accept", "stop", "close");
	client = connect_to(&server);
	server_wait_hangup(client->fd);
	expect_list(client, -ECONNREFUSED, VMTAP_E_CONNECT, "nobody listens");
	expect_list(client, -ECONNREFUSED, VMTAP_E_CONNECT, "nobody listens");
	vmtap_close(client);
	server_finish(&server);
}

/* vmtapd refused and closed before the client asked: the reason must not get
 * lost. */
static void test_busy_before_request(void **state)
{
	struct server server;
	struct vmtap *client;

	(void)state;
	SERVER_START(&server, "accept", "refuse 8 too many connections",
		     "close");
	client = connect_to(&server);
	server_wait_hangup(client->fd);
	expect_list(client, -EBUSY, VMTAP_E_BUSY, "too many connections");
	vmtap_close(client);
	server_finish(&server);
}

/* The same, but vmtapd left the request unread, which resets the connection. */
static void test_busy_with_request_unread(void **state)
{
	struct server server;
	struct vmtap *client;

	(void)state;
	SERVER_START(&server, "accept", "wait", "refuse 8 too many connections",
		     "close");
	client = connect_to(&server);
	expect_list(client, -EBUSY, VMTAP_E_BUSY, "too many connections");
	vmtap_close(client);
	server_finish(&server);
}

static void test_answer_without_question(void **state)
{
	struct server server;
	struct vmtap *client;

	(void)state;
	SERVER_START(&server, "accept", "ok end", "close");
	client = connect_to(&server);
	server_wait_hangup(client->fd);
	expect_list(client, -EPROTO, VMTAP_E_PROTOCOL, "not asked");
	vmtap_close(client);
	server_finish(&server);
}

/* The library does not send a request again that arrived: the script has no
 * second one. */
static void test_closed_after_request(void **state)
{
	static const char *const steps[] = { "ask", "wait" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct server server;
		struct vmtap *client;

		SERVER_START(&server, "accept", steps[i], "close", "accept",
			     "eof");
		client = connect_to(&server);
		expect_list(client, -ECONNRESET, VMTAP_E_CONNECT,
			    "without an answer");
		assert_true(client->fd < 0);
		vmtap_close(client);
		client = connect_to(&server);
		vmtap_close(client);
		server_finish(&server);
	}
}

/* A late answer must not be taken for the answer to the next question. */
static void test_timeout(void **state)
{
	struct server server;
	struct vmtap *client;

	(void)state;
	SERVER_START(&server, "accept", "ask", "eof", "accept", "ask", "ok end",
		     "eof");
	client = connect_to(&server);
	assert_int_equal(client->timeout_ms, 10000);
	client->timeout_ms = 30;
	expect_list(client, -ETIMEDOUT, VMTAP_E_TIMEOUT,
		    "did not answer within 0.03 seconds");
	client->timeout_ms = 10000;
	expect_list(client, 0, 0, NULL);
	vmtap_close(client);
	server_finish(&server);
}

static void test_nonsense(void **state)
{
	static const struct {
		const char *step;
		const char *text;
	} table[] = {
		{ "bytes 1", "too short" },
		{ "bytes 15", "too short" },
		{ "bytes 680", "does not begin" },
		{ "bytes 32768", "does not begin" },
		{ "bytes 32769", "longer than any" },
		{ "ok version=2", "speaks version 2" },
		{ "ok ifindex=3 vm=/", "cannot be understood" },
		{ "ok queues=17", "cannot be understood" },
		{ "refuse 2 \033[2J", "cannot be understood" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		size_t n_fds = server_count_fds();
		struct server server;
		struct vmtap *client;

		SERVER_START(&server, "accept", "ask", table[i].step, "eof");
		client = connect_to(&server);
		expect_list(client, -EPROTO, VMTAP_E_PROTOCOL, table[i].text);
		vmtap_close(client);
		assert_int_equal(server_count_fds(), n_fds);
		server_finish(&server);
	}
}

/* The library closes descriptors that it did not expect. */
static void test_fds_with_list(void **state)
{
	size_t n_fds = server_count_fds();
	struct server server;
	struct vmtap *client;

	(void)state;
	SERVER_START(&server, "accept", "ask", "memfd x", "memfd x", "ok end",
		     "eof");
	client = connect_to(&server);
	expect_list(client, -EPROTO, VMTAP_E_PROTOCOL, NULL);
	vmtap_close(client);
	assert_int_equal(server_count_fds(), n_fds);
	server_finish(&server);
}

static void test_close_nothing(void **state)
{
	(void)state;
	vmtap_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connect_fails),
		cmocka_unit_test(test_path_too_long),
		cmocka_unit_test(test_wrong_socket_type),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_connect_times_out),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_idle_connection_closed),
		cmocka_unit_test(test_closed_and_not_there_again),
		cmocka_unit_test(test_busy_before_request),
		cmocka_unit_test(test_busy_with_request_unread),
		cmocka_unit_test(test_answer_without_question),
		cmocka_unit_test(test_closed_after_request),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_fds_with_list),
		cmocka_unit_test(test_close_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
