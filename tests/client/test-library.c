/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-library.c - requests and devices of libvmtap.
 *
 * ioctl(2) and statx(2) are wrapped: a memfd is a device, and TUNGETIFF reads
 * its name from the memfd.  One whose name begins with 'v' is vhost-net.  So a
 * descriptor can stand for any device, and the test needs no privilege.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/vhost.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/client/server.h"
#include "vmtap.h"

int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_statx(int fd, const char *path, int flags, unsigned int mask,
		 struct statx *file);

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	char name[IFNAMSIZ] = "";
	struct ifreq *ifr;
	va_list args;
	ssize_t n = pread(fd, name, sizeof(name) - 1, 0);

	va_start(args, request);
	ifr = va_arg(args, struct ifreq *);
	va_end(args);
	errno = ENOTTY;
	if (request == VHOST_GET_FEATURES)
		return name[0] == 'v' ? 0 : -1;
	assert_int_equal(request, TUNGETIFF);
	memset(ifr, 0, sizeof(*ifr));
	memcpy(ifr->ifr_name, name, sizeof(name));
	ifr->ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
	return n > 0 ? 0 : -1;
}

int __wrap_statx(int fd, const char *path, int flags, unsigned int mask,
		 struct statx *file)
{
	(void)fd;
	(void)path;
	/* a FUSE server is not asked */
	assert_true(flags & AT_STATX_DONT_SYNC);
	assert_int_equal(mask, STATX_TYPE);
	file->stx_mode = S_IFCHR;
	return 0;
}

static struct vmtap *connect_to(const struct server *server)
{
	struct vmtap *client = NULL;
	struct vmtap_error err;

	assert_int_equal(vmtap_connect(server->path, &client, &err), 0);
	return client;
}

static struct vmtap_request *request_of(unsigned int queues, int vhost)
{
	struct vmtap_request *request = NULL;
	struct vmtap_error err;

	assert_int_equal(vmtap_request_new("lan", &request, &err), 0);
	assert_int_equal(vmtap_request_set_queues(request, queues, &err), 0);
	vmtap_request_set_vhost(request, vhost);
	return request;
}

static void test_open(void **state)
{
	size_t n_fds = server_count_fds();
	struct vmtap_request *request = request_of(2, 1);
	struct vmtap_device *device = NULL;
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;
	int fd;

	(void)state;
	SERVER_START(
		&server, "accept", "ask", "memfd tap7", "memfd tap7",
		"memfd v0", "memfd v1",
		"ok network=lan vm=web1 ifname=tap7 ifindex=9 mtu=1400 queues=2 vhosts=2 vnet_hdr_size=12 kind=2 mode=3 lladdr=52:54:00:AB:cd:ef uid=1000 pid=77 since=99",
		"eof");
	client = connect_to(&server);
	assert_int_equal(vmtap_open(client, request, &device, &err), 0);
	assert_string_equal(vmtap_device_network(device), "lan");
	assert_string_equal(vmtap_device_vm(device), "web1");
	assert_string_equal(vmtap_device_ifname(device), "tap7");
	assert_string_equal(vmtap_device_lladdr(device), "52:54:00:ab:cd:ef");
	assert_int_equal(vmtap_device_ifindex(device), 9);
	assert_int_equal(vmtap_device_mtu(device), 1400);
	assert_int_equal(vmtap_device_vnet_hdr_size(device), 12);
	assert_int_equal(vmtap_device_kind(device), VMTAP_KIND_MACVTAP);
	assert_int_equal(vmtap_device_mode(device), VMTAP_MODE_BRIDGE);
	assert_int_equal(vmtap_device_uid(device), 1000);
	assert_int_equal(vmtap_device_pid(device), 77);
	assert_int_equal(vmtap_device_since(device), 99);
	assert_int_equal(vmtap_device_queues(device), 2);
	assert_int_equal(vmtap_device_vhosts(device), 2);
	assert_int_equal(vmtap_device_fd(device, 2), -1);
	assert_int_equal(vmtap_device_fd(device, 4000000), -1);
	assert_int_equal(vmtap_device_vhost_fd(device, 2), -1);
	assert_true(vmtap_device_vhost_fd(device, 1) >= 0);
	fd = vmtap_device_fd(device, 0);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(vmtap_device_take_fd(device, 0), fd);
	assert_int_equal(vmtap_device_take_fd(device, 0), -1);
	assert_int_equal(vmtap_device_fd(device, 0), -1);
	vmtap_device_free(device);
	vmtap_close(client);
	/* Descriptors that the caller took are open; all others are closed. */
	assert_int_equal(server_count_fds(), n_fds + 1);
	(void)close(fd);
	vmtap_request_free(request);
	server_finish(&server);
}

/* The answer is not what was asked for: the library uses none of it. */
static void test_open_refuses(void **state)
{
	static const struct {
		const char *memfd[3]; /* "" = none */
		const char *answer;
		const char *text;
	} table[] = {
		{ { "memfd tap8", "" }, "ok ifname=tap7 queues=1", "of tap8" },
		{ { "memfd tap\033[", "" },
		  "ok ifname=tap7 queues=1",
		  "of tap?[ and" },
		{ { "memfd tap7\377", "" },
		  "ok ifname=tap7 queues=1",
		  "of tap7? and" },
		{ { "memfd a,b=c", "" },
		  "ok ifname=a,b=c queues=1",
		  "'a,b=c', which is no name" },
		{ { "memfd a", "" }, "ok queues=1", "'', which is no name" },
		{ { "memfd", "" }, "ok ifname=tap7 queues=1", "no TAP" },
		{ { "memfd tap7", "memfd tap7", "" },
		  "ok ifname=tap7 queues=2",
		  "2 queues" },
		{ { "memfd tap7", "memfd tap7", "" },
		  "ok ifname=tap7 queues=1",
		  "cannot be understood" },
		{ { "memfd tap7", "" },
		  "ok ifname=tap7 queues=2",
		  "cannot be understood" },
		{ { "memfd tap7", "memfd v", "" },
		  "ok ifname=tap7 queues=1 vhosts=1",
		  "1 vhost-net" },
		{ { "" }, "ok ifname=tap7 queues=0", "sent 0 queues" },
		{ { "memfd tap7", "" }, "refuse 2 no", "cannot be understood" },
		{ { "memfd tap7", "" }, "bytes 680", "does not begin" },
		{ { "memfd tap7", "" }, "bytes 40000", "longer than any" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *steps[8] = { "accept", "ask" };
		size_t n_fds = server_count_fds(), n = 2;
		struct vmtap_request *request = request_of(1, 0);
		struct vmtap_device *device = NULL;
		struct server server;
		struct vmtap *client;
		struct vmtap_error err;

		for (size_t j = 0; *table[i].memfd[j]; j++)
			steps[n++] = table[i].memfd[j];
		steps[n++] = table[i].answer;
		steps[n++] = "close";
		server_start(&server, steps);
		client = connect_to(&server);
		assert_int_equal(vmtap_open(client, request, &device, &err),
				 -EPROTO);
		assert_int_equal(err.code, VMTAP_E_PROTOCOL);
		if (!strstr(err.text, table[i].text))
			fail_msg("'%s' is not in: %s", table[i].text, err.text);
		assert_null(device);
		vmtap_close(client);
		vmtap_request_free(request);
		assert_int_equal(server_count_fds(), n_fds);
		server_finish(&server);
	}
}

/* What stands for vhost-net is asked as well. */
static void test_open_refuses_vhost(void **state)
{
	struct vmtap_request *request = request_of(1, 1);
	struct vmtap_device *device = NULL;
	size_t n_fds = server_count_fds();
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;

	(void)state;
	SERVER_START(&server, "accept", "ask", "memfd tap7", "memfd tap7",
		     "ok ifname=tap7 queues=1 vhosts=1", "close");
	client = connect_to(&server);
	assert_int_equal(vmtap_open(client, request, &device, &err), -EPROTO);
	assert_non_null(strstr(err.text, "that is no vhost-net"));
	assert_null(device);
	vmtap_close(client);
	vmtap_request_free(request);
	assert_int_equal(server_count_fds(), n_fds);
	server_finish(&server);
}

/* The kernel drops descriptors that do not fit; the library closes the rest. */
static void test_open_without_room(void **state)
{
	struct vmtap_request *request = request_of(2, 0);
	struct vmtap_device *device = NULL;
	struct rlimit old, limit;
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;
	int r;

	(void)state;
	SERVER_START(&server, "accept", "ask", "memfd tap7", "memfd tap7",
		     "ok ifname=tap7 queues=2", "close");
	client = connect_to(&server);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	limit = old;
	/* Room for one: dup(2) finds the lowest free number. */
	r = dup(0);
	(void)close(r);
	limit.rlim_cur = (rlim_t)r + 1;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	r = vmtap_open(client, request, &device, &err);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(r, -EMFILE);
	assert_non_null(strstr(err.text, "ulimit"));
	vmtap_close(client);
	vmtap_request_free(request);
	server_finish(&server);
}

static void test_check(void **state)
{
	struct vmtap_request *request = request_of(2, 1);
	const struct vmtap_network *limits;
	struct vmtap_device *device = NULL;
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;

	(void)state;
	SERVER_START(
		&server, "accept", "ask",
		"ok network=lan devices_max=4 devices_used=1 mtu=1500 queues_max=2 all_max=16 all_used=5",
		"ask", "refuse 3 you have 4 of 4", "eof");
	client = connect_to(&server);
	assert_int_equal(vmtap_check(client, request, &device, &err), 0);
	assert_int_equal(vmtap_device_since(device), 0);
	limits = vmtap_device_limits(device);
	assert_non_null(limits);
	assert_int_equal(vmtap_network_max(limits, VMTAP_LIMIT_DEVICES), 4);
	assert_int_equal(vmtap_network_used(limits, VMTAP_LIMIT_DEVICES), 1);
	assert_int_equal(vmtap_network_max(limits, VMTAP_LIMIT_QUEUES), 2);
	assert_int_equal(vmtap_network_used(limits, VMTAP_LIMIT_ALL_DEVICES),
			 5);
	assert_int_equal(vmtap_device_fd(device, 0), -1);
	assert_string_equal(vmtap_device_lladdr(device), "");
	vmtap_device_free(device);
	assert_int_equal(vmtap_check(client, request, &device, &err), -EDQUOT);
	assert_string_equal(err.text, "you have 4 of 4");
	vmtap_close(client);
	vmtap_request_free(request);
	server_finish(&server);
}

static void test_release(void **state)
{
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;

	(void)state;
	SERVER_START(&server, "accept", "ask", "ok", "ask",
		     "refuse 9 no such device", "eof");
	client = connect_to(&server);
	assert_int_equal(vmtap_release(client, "tap0", &err), 0);
	assert_int_equal(vmtap_release(client, "tap0", &err), -ENOENT);
	assert_int_equal(err.code, VMTAP_E_NO_LEASE);
	/* The library refuses these requests and sends none. */
	assert_int_equal(vmtap_release(client, "a/b", &err), -EINVAL);
	assert_int_equal(vmtap_release(client, "", &err), -EINVAL);
	assert_int_equal(vmtap_release(client, NULL, NULL), -EINVAL);
	vmtap_close(client);
	server_finish(&server);
}

static void test_request_values(void **state)
{
	static const struct {
		int (*set)(struct vmtap_request *request, const char *value,
			   struct vmtap_error *err);
		const char *value;
		int r;
	} table[] = {
		{ vmtap_request_set_vm, "web1", 0 },
		{ vmtap_request_set_vm, "", -EINVAL },
		{ vmtap_request_set_vm, NULL, -EINVAL },
		{ vmtap_request_set_vm, "a b", -EINVAL },
		{ vmtap_request_set_lladdr, "52:54:00:12:34:56", 0 },
		{ vmtap_request_set_lladdr, "52:54:00:12:34", -EINVAL },
		{ vmtap_request_set_lladdr, "00:00:00:00:00:00", -EINVAL },
		{ vmtap_request_set_lladdr, "01:00:5e:00:00:01", -EINVAL },
		{ vmtap_request_set_lladdr, NULL, -EINVAL },
	};
	struct vmtap_request *request = request_of(1, 0), *other = NULL;
	struct vmtap_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		assert_int_equal(table[i].set(request, table[i].value, &err),
				 table[i].r);
		if (table[i].r < 0)
			assert_int_equal(err.code, VMTAP_E_ARGUMENT);
	}
	assert_int_equal(vmtap_request_set(request, "queues", "2", &err), 0);
	assert_int_equal(vmtap_request_set(request, "queues", "4294967298",
					   &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "queues=4294967298: write a number from 1 to 16");
	assert_int_equal(vmtap_request_set(request, "colour", "red", NULL),
			 -EINVAL);
	assert_int_equal(vmtap_request_set(request, NULL, NULL, &err), -EINVAL);
	assert_int_equal(err.code, VMTAP_E_ARGUMENT);
	assert_int_equal(vmtap_request_set_queues(request, 0, &err), -EINVAL);
	assert_int_equal(vmtap_request_set_queues(request, 17, &err), -EINVAL);
	assert_int_equal(vmtap_request_set_queues(request, 16, NULL), 0);
	assert_int_equal(vmtap_request_new("", &other, &err), -EINVAL);
	assert_int_equal(vmtap_request_new("../x", &other, &err), -EINVAL);
	assert_int_equal(vmtap_request_new(NULL, &other, NULL), -EINVAL);
	assert_null(other);
	vmtap_request_free(request);
	vmtap_request_free(NULL);
	vmtap_device_free(NULL);
}

/* The library sends the values that were set. */
static void test_request_is_sent(void **state)
{
	struct vmtap_request *request = request_of(3, 1);
	struct vmtap_device *device = NULL;
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;
	char log[64], step[80], line[256];
	FILE *file;

	(void)state;
	(void)snprintf(log, sizeof(log), "/tmp/vmtap-test-log-%d",
		       (int)getpid());
	(void)snprintf(step, sizeof(step), "log %s", log);
	SERVER_START(&server, step, "accept", "ask", "refuse 2 no", "ask",
		     "refuse 2 no", "eof");
	client = connect_to(&server);
	assert_int_equal(vmtap_request_set_vm(request, "web1", &err), 0);
	vmtap_request_set_lladdr_unknown(request);
	assert_int_equal(vmtap_open(client, request, &device, &err), -EACCES);
	assert_int_equal(vmtap_request_set_lladdr(request, "2:4:6:8:a:c", &err),
			 -EINVAL);
	assert_int_equal(vmtap_request_set_lladdr(request, "02-04-06-08-0A-0c",
						  &err),
			 0);
	vmtap_request_set_vnet_hdr(request, 0);
	assert_int_equal(vmtap_check(client, request, &device, &err), -EACCES);
	vmtap_close(client);
	server_finish(&server);
	file = fopen(log, "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	assert_string_equal(
		line,
		"open network=lan vm=web1 mac=- unknown=1 queues=3 vnet_hdr=1 vhost=1 ifname=\n");
	assert_non_null(fgets(line, sizeof(line), file));
	assert_string_equal(
		line,
		"check network=lan vm=web1 mac=02:04:06:08:0a:0c unknown=0 queues=3 vnet_hdr=0 vhost=1 ifname=\n");
	(void)fclose(file);
	(void)unlink(log);
	vmtap_request_free(request);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(vmtap_kind_name(VMTAP_KIND_BRIDGE), "bridge");
	assert_string_equal(vmtap_kind_name(VMTAP_KIND_MACVTAP), "macvtap");
	assert_string_equal(vmtap_kind_name((enum vmtap_kind)77), "?");
	assert_string_equal(vmtap_mode_name(VMTAP_MODE_PRIVATE), "private");
	assert_string_equal(vmtap_mode_name(VMTAP_MODE_PASSTHRU), "passthru");
	assert_string_equal(vmtap_mode_name((enum vmtap_mode)77), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_open_refuses),
		cmocka_unit_test(test_open_refuses_vhost),
		cmocka_unit_test(test_open_without_room),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_request_values),
		cmocka_unit_test(test_request_is_sent),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
