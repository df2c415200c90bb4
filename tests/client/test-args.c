/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-args.c - tables of what is read from command lines and written into
 * them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/arguments/arguments.h"
#include "client/arguments/nicspec.h"
#include "client/arguments/placeholder.h"
#include "client/arguments/vmm.h"

/* What card_parse() accepts reaches the library, whose errors come back; the
 * values are tested in tests/unit/test-card.c. */
static void test_nicspec(void **state)
{
	static const struct {
		const char *text;
		const char *refused; /* NULL: not */
	} table[] = {
		{ "lan", NULL },
		{ "lan,vm=a,mac=52:54:00:12:34:56,queues=3", NULL },
		{ "lan,vm:a,mac:52:54:00:12:34:56,queues:3", NULL },
		{ "lan,vhost=on,vnet_hdr=off,mode=vepa", NULL },
		{ "", "network's name is empty" },
		{ "lan,mtu=9000", "'mtu' is no option" },
		{ "lan,vm=a,vm=b", "twice" },
		{ "l/n", "cannot name a network" },
		{ "lan,vm=a/b", "cannot name a VM" },
		{ "lan,queues=4294967298", "1 to 16" },
		{ "lan,mac=01:00:00:00:00:00", "multicast" },
		{ "lan,mac=foo", "not an Ethernet address" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct vmtap_request *request = NULL;
		struct vmtap_error err = { 0 };
		struct card card;
		int r = nicspec_parse(table[i].text, CARD_NIC, &card, &err);

		if (r == 0)
			r = nicspec_request(&card, &request, &err);
		assert_int_equal(r, table[i].refused ? -EINVAL : 0);
		if (table[i].refused) {
			assert_int_equal(err.code, VMTAP_E_ARGUMENT);
			if (!strstr(err.text, table[i].refused))
				fail_msg("%s: %s", table[i].text, err.text);
		}
		vmtap_request_free(request);
	}
}

static const struct nic nics[] = {
	{ .n_queues = 1,
	  .fds = { 3 },
	  .lladdr = "52:54:00:00:00:01",
	  .ifname = "vta",
	  .mtu = 1500 },
	{ .n_queues = 2,
	  .n_vhosts = 2,
	  .fds = { 4, 5 },
	  .vhost_fds = { 6, 7 },
	  .lladdr = "52:54:00:00:00:02",
	  .ifname = "vtb",
	  .mtu = 9000 },
	{ .n_queues = 1,
	  .n_vhosts = 1,
	  .fds = { 8 },
	  .vhost_fds = { 9 },
	  .lladdr = "",
	  .ifname = "vtc",
	  .mtu = 1400 },
};

#define N_NICS (sizeof(nics) / sizeof(*nics))

static void test_placeholders(void **state)
{
	static const struct {
		const char *text;
		const char *filled; /* NULL: as it is, and none is in it */
	} table[] = {
		{ "{fd}", "3" },
		{ "{0.fd}", "3" },
		{ "{fds}", "3" },
		{ "{1.fds}", "4:5" },
		{ "{1.vhostfds}", "6:7" },
		{ "{2.vhostfds}", "9" },
		{ "{mac}", "52:54:00:00:00:01" },
		{ "{1.mac}", "52:54:00:00:00:02" },
		{ "{ifname}", "vta" },
		{ "{2.ifname}", "vtc" },
		{ "{mtu}{1.mtu}", "15009000" },
		{ "tap,fd={fd},mac={mac}", "tap,fd=3,mac=52:54:00:00:00:01" },
		{ "{\"type\":\"tap\",\"fd\":\"{fd}\"}",
		  "{\"type\":\"tap\",\"fd\":\"3\"}" },
		{ "{{fd}}", "{3}" },
		{ "{{2.fd}", "{8" },
		{ "", NULL },
		{ "{}", NULL },
		{ "{", NULL },
		{ "{fd", NULL },
		{ "fd}", NULL },
		{ "{Fd}", NULL },
		{ "{fd }", NULL },
		{ "{ fd}", NULL },
		{ "{word}", NULL },
		{ "{9.word}", NULL },
		{ "{01.fd}", NULL },
		{ "{.fd}", NULL },
		{ "{1fd}", NULL },
		{ "{-1.fd}", NULL },
		{ "{\"type\":\"tap\",\"id\":\"n0\"}", NULL },
		{ "${fdx} {vhostfd}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *text = table[i].text;
		struct vmtap_error err;
		char *filled = NULL;

		assert_int_equal(placeholder_is_in(text),
				 table[i].filled != NULL);
		assert_int_equal(
			placeholder_fill(text, nics, N_NICS, &filled, &err), 0);
		assert_string_equal(filled,
				    table[i].filled ? table[i].filled : text);
		free(filled);
	}
}

static void test_placeholders_without_value(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} table[] = {
		{ "{3.fd}", "{3.fd}: there are 3 nics" },
		{ "x{99999999999999999999.mac}", "there are 3 nics" },
		{ "{1.fd}", "use {fds}" },
		{ "{vhostfds}", "vhost=on" },
		{ "{2.mac}", "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct vmtap_error err = { 0 };
		char *filled = NULL;

		assert_int_equal(placeholder_fill(table[i].text, nics, N_NICS,
						  &filled, &err),
				 -EINVAL);
		assert_null(filled);
		if (!strstr(err.text, table[i].why))
			fail_msg("%s: %s", table[i].text, err.text);
	}
}

#define ADDED_0                                                                \
	"-netdev", "tap,id=vmtap0,fd=3", "-device",                            \
		"virtio-net-pci,netdev=vmtap0,mac=52:54:00:00:00:01"
#define ADDED_1                                                                \
	"-netdev", "tap,id=vmtap1,fds=4:5,vhost=on,vhostfds=6:7", "-device",   \
		"virtio-net-pci,netdev=vmtap1,mac=52:54:00:00:00:02,mq=on,vectors=6,host_mtu=9000"
#define ADDED_2                                                                \
	"-netdev", "tap,id=vmtap2,fd=8,vhost=on,vhostfd=9", "-device",         \
		"virtio-net-pci,netdev=vmtap2,host_mtu=1400"

static void test_arguments(void **state)
{
	static const struct {
		const char *argv[6];
		size_t n_nics;
		const char *expected[18];
	} table[] = {
		{ { "qemu-system-x86_64" },
		  1,
		  { "qemu-system-x86_64", ADDED_0 } },
		{ { "/usr/bin/qemu-system-arm", "-S" },
		  3,
		  { "/usr/bin/qemu-system-arm", "-S", ADDED_0, ADDED_1,
		    ADDED_2 } },
		{ { "kvm" }, 1, { "kvm", ADDED_0 } },
		{ { "/usr/libexec/qemu-kvm" },
		  1,
		  { "/usr/libexec/qemu-kvm", ADDED_0 } },
		{ { "kvmtool" }, 1, { "kvmtool" } },
		{ { "env", "A=b", "kvm" },
		  1,
		  { "env", "A=b", "kvm", ADDED_0 } },
		/* One placeholder of vmtap's: nothing is appended. */
		{ { "qemu-system-x86_64", "-device", "x,mac={1.mac}" },
		  2,
		  { "qemu-system-x86_64", "-device",
		    "x,mac=52:54:00:00:00:02" } },
		/* Braces of JSON are no placeholder. */
		{ { "qemu-system-x86_64", "-device", "{\"driver\":\"x\"}" },
		  1,
		  { "qemu-system-x86_64", "-device", "{\"driver\":\"x\"}",
		    ADDED_0 } },
		/* Other commands, and folders that are named like QEMU. */
		{ { "cloud-hypervisor", "fd={fd}" },
		  1,
		  { "cloud-hypervisor", "fd=3" } },
		{ { "/opt/qemu-system-x86_64/run" },
		  1,
		  { "/opt/qemu-system-x86_64/run" } },
		{ { "sh", "-c", "exec qemu-system-x86_64" },
		  1,
		  { "sh", "-c", "exec qemu-system-x86_64" } },
		/* The command's own name stays as it is. */
		{ { "{fd}", "{fd}" }, 1, { "{fd}", "3" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct vmtap_error err;
		char **arguments;
		size_t j = 0;

		assert_int_equal(arguments_new((char *const *)table[i].argv,
					       nics, table[i].n_nics,
					       &arguments, &err),
				 0);
		for (; table[i].expected[j]; j++) {
			assert_non_null(arguments[j]);
			assert_string_equal(arguments[j], table[i].expected[j]);
		}
		assert_null(arguments[j]);
		arguments_free(arguments);
	}
	arguments_free(NULL);
}

static void test_arguments_refuse(void **state)
{
	const char *const argv[] = { "x", "ok", "{7.fd}", "never", NULL };
	struct vmtap_error err;
	char **arguments = NULL;

	(void)state;
	assert_int_equal(arguments_new((char *const *)argv, nics, N_NICS,
				       &arguments, &err),
			 -EINVAL);
	assert_null(arguments);
}

/* The command finds the descriptors that it inherits. */
static void test_finder(void **state)
{
	const char *const argv[] = { "kvm", NULL };
	struct vmtap_error err;
	char **arguments;

	(void)state;
	assert_int_equal(arguments_fill((char *const *)argv, nics, N_NICS,
					&arguments, &err),
			 0);
	assert_string_equal(arguments[0], "kvm");
	assert_null(arguments[1]);
	arguments_free(arguments);
}

static void test_qemu(void **state)
{
	static const struct {
		const char *argv[9];
		bool is_qemu;
	} table[] = {
		{ { "/usr/bin/qemu-system-arm", "-S" }, true },
		{ { "env", "qemu-system-arm" }, true },
		{ { "/usr/bin/env", "-i", "A=b", "--", "kvm", "-S" }, true },
		{ { "env", "-u", "HOME", "-C", "/tmp", "kvm" }, true },
		{ { "nice", "-n", "-5", "kvm" }, true },
		{ { "ionice", "-c", "2", "-n", "0", "kvm" }, true },
		{ { "taskset", "0xff", "kvm" }, true },
		{ { "taskset", "-c", "0-3,7", "nice", "-5", "kvm" }, true },
		{ { "chrt", "-f", "10", "setsid", "-w", "nohup", "kvm" },
		  true },
		{ { "numactl", "--cpunodebind=0", "-m", "0", "kvm" }, true },
		{ { "timeout", "-k", "5s", "1.5h", "kvm" }, true },
		{ { "setpriv", "--no-new-privs", "unshare", "-r", "kvm" },
		  true },
		/* It takes its arguments for itself. */
		{ { "echo", "kvm" }, false },
		{ { "env", "echo", "kvm" }, false },
		{ { "nice", "bad", "kvm" }, false },
		{ { "timeout", "5days", "kvm" }, false },
		{ { "env", "-u", "kvm", "my-vmm" }, false },
		{ { "env", "-C", "kvm", "my-vmm" }, false },
		{ { "env", "-u" }, false },
		{ { "env" }, false },
		/* These do not pass descriptors on, or append other words. */
		{ { "systemd-run", "kvm" }, false },
		{ { "sudo", "kvm" }, false },
		{ { "sh", "-c", "kvm" }, false },
		{ { "./nice-vm.sh" }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (vmm_is_qemu((char *const *)table[i].argv) !=
		    table[i].is_qemu)
			fail_msg("row %zu: %s", i, table[i].argv[0]);
}

/* Programs that would take the descriptors away. */
static void test_closer(void **state)
{
	static const struct {
		const char *argv[7];
		const char *closer;
	} table[] = {
		{ { "sudo", "vmm", "{fd}" }, "sudo" },
		{ { "/usr/bin/sudo", "-u", "bob", "vmm" }, "sudo" },
		{ { "nice", "-n", "5", "doas", "vmm" }, "doas" },
		{ { "systemd-run", "--user", "vmm" }, "systemd-run" },
		{ { "podman", "run", "image" }, "podman" },
		{ { "sudo", "-C", "20", "vmm" }, NULL },
		{ { "systemd-run", "--scope", "vmm" }, NULL },
		{ { "podman", "run", "--preserve-fds=1", "image" }, NULL },
		{ { "vmm", "sudo" }, NULL },
		{ { "env", "A=sudo", "vmm" }, NULL },
		{ { "env" }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *closer =
			vmm_find_closer((char *const *)table[i].argv);

		if ((closer && table[i].closer)
			    ? strcmp(closer, table[i].closer) != 0
			    : closer != table[i].closer)
			fail_msg("row %zu: %s", i, closer ? closer : "none");
	}
}

/* Which card would not be used, and what its user should write. */
static void test_unused(void **state)
{
	static const struct {
		const char *argv[5];
		const char *cards[3];
		const char *why; /* NULL: all cards are used */
	} table[] = {
		{ { "kvm" }, { "lan", "dmz" }, NULL },
		{ { "nice", "kvm" }, { "lan" }, NULL },
		{ { "vmm", "{fd}" }, { "lan" }, NULL },
		{ { "vmm", "fds={0.fds}" }, { "lan,queues=2" }, NULL },
		{ { "vmm", "a={fd},b={1.fd}" }, { "lan", "dmz" }, NULL },
		{ { "vmm" }, { "lan" }, "nic 0 (lan), * put {fd} where" },
		{ { "{fd}" }, { "lan" }, "nic 0 (lan)" },
		{ { "vmm", "{mac}", "{ifname}" }, { "lan" }, "nic 0 (lan)" },
		{ { "vmm", "{vhostfds}" }, { "lan" }, "nic 0 (lan)" },
		{ { "vmm", "{fd}" },
		  { "lan", "dmz" },
		  "nic 1 (dmz), * put {1.fd} where" },
		{ { "vmm", "{1.fd}" }, { "lan", "dmz" }, "nic 0 (lan)" },
		{ { "vmm" }, { "lan,queues=2" }, "put {fds} where" },
		{ { "vmm" }, { "lan,queues=1" }, "put {fd} where" },
		/* Nothing is appended to it. */
		{ { "kvm", "-device", "x,mac={mac}" },
		  { "lan" },
		  "nic 0 (lan)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct vmtap_error err = { 0 };
		struct card cards[3];
		char pattern[128];
		size_t n = 0;
		int r;

		for (; n < 3 && table[i].cards[n]; n++)
			assert_int_equal(nicspec_parse(table[i].cards[n],
						       CARD_NIC, &cards[n],
						       &err),
					 0);
		r = arguments_check((char *const *)table[i].argv, cards, n,
				    &err);
		assert_int_equal(r, table[i].why ? -EINVAL : 0);
		(void)snprintf(pattern, sizeof(pattern), "*%s*",
			       table[i].why ? table[i].why : "");
		if (r < 0 && fnmatch(pattern, err.text, 0) != 0)
			fail_msg("row %zu: %s", i, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nicspec),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_placeholders_without_value),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_arguments_refuse),
		cmocka_unit_test(test_finder),
		cmocka_unit_test(test_qemu),
		cmocka_unit_test(test_closer),
		cmocka_unit_test(test_unused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
