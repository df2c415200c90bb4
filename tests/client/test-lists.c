/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-lists.c - lists of libvmtap: records in one answer and in several, and
 * false counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "tests/client/server.h"
#include "vmtap.h"

static struct vmtap *connect_to(const struct server *server)
{
	struct vmtap *client = NULL;
	struct vmtap_error err;

	assert_int_equal(vmtap_connect(server->path, &client, &err), 0);
	return client;
}

/* Records in one answer, in several, and with an empty last answer. */
static void test_list_is_sorted(void **state)
{
	static const char *const scripts[][7] = {
		{ "accept", "ask",
		  "ok ifindex=4 ifname=a since=9 + ifindex=5 ifname=b since=8 + ifindex=7 ifname=c since=8 end",
		  "eof", NULL },
		{ "accept", "ask",
		  "ok ifindex=4 ifname=a since=9 + ifindex=5 ifname=b since=8",
		  "ask", "ok ifindex=7 ifname=c since=8 end", "eof", NULL },
		{ "accept", "ask",
		  "ok ifindex=4 ifname=a since=9 + ifindex=5 ifname=b since=8 + ifindex=7 ifname=c since=8",
		  "ask", "ok end", "eof", NULL },
	};
	static const char *const expected[] = { "b", "c", "a" };

	(void)state;
	for (size_t s = 0; s < sizeof(scripts) / sizeof(*scripts); s++) {
		struct vmtap_list *list = NULL;
		struct server server;
		struct vmtap *client;
		struct vmtap_error err;

		server_start(&server, scripts[s]);
		client = connect_to(&server);
		assert_int_equal(vmtap_list(client, &list, &err), 0);
		assert_int_equal(vmtap_list_count(list), 3);
		for (size_t i = 0; i < 3; i++)
			assert_string_equal(
				vmtap_device_ifname(vmtap_list_at(list, i)),
				expected[i]);
		assert_null(vmtap_list_at(list, 3));
		vmtap_list_free(list);
		vmtap_close(client);
		server_finish(&server);
	}
	vmtap_list_free(NULL);
}

static void test_networks(void **state)
{
	static const struct {
		enum vmtap_limit limit;
		unsigned int max;
		int used;
	} limits[] = {
		{ VMTAP_LIMIT_DEVICES, 4, 1 },
		{ VMTAP_LIMIT_ALL_DEVICES, 16, -1 },
		{ VMTAP_LIMIT_QUEUES, 4, 0 },
		{ VMTAP_LIMIT_ALL_QUEUES, 8, 3 },
	};
	struct vmtap_networks *networks = NULL;
	const struct vmtap_network *network;
	struct server server;
	struct vmtap *client;
	struct vmtap_error err;

	(void)state;
	SERVER_START(
		&server, "accept", "ask",
		"ok network=lan kind=2 mode=2 mtu=9000 queues_max=4 queues_total=8 queues_used=3 all_max=16 all_used=-1 vhost devices_max=4 devices_used=1 range=52:54:00:00:00:00/24 range=02:00:00:00:00:01 + network=nat kind=1 end",
		"eof");
	client = connect_to(&server);
	assert_int_equal(vmtap_networks(client, &networks, &err), 0);
	assert_int_equal(vmtap_networks_count(networks), 2);
	network = vmtap_networks_at(networks, 0);
	assert_string_equal(vmtap_network_name(network), "lan");
	assert_int_equal(vmtap_network_kind(network), VMTAP_KIND_MACVTAP);
	assert_int_equal(vmtap_network_mode(network), VMTAP_MODE_VEPA);
	assert_int_equal(vmtap_network_mtu(network), 9000);
	for (unsigned int i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		assert_int_equal(vmtap_network_max(network, limits[i].limit),
				 limits[i].max);
		assert_int_equal(vmtap_network_used(network, limits[i].limit),
				 limits[i].used);
	}
	assert_int_equal(vmtap_network_max(network, VMTAP_LIMITS), 0);
	assert_int_equal(vmtap_network_used(network, VMTAP_LIMITS), -1);
	assert_int_equal(vmtap_network_vhost(network), 1);
	assert_string_equal(vmtap_network_rule(network), "");
	assert_int_equal(vmtap_network_ranges(network), 2);
	assert_string_equal(vmtap_network_range(network, 0),
			    "52:54:00:00:00:00/24");
	assert_null(vmtap_network_range(network, 2));
	assert_int_equal(vmtap_network_vhost(vmtap_networks_at(networks, 1)),
			 0);
	assert_null(vmtap_networks_at(networks, 2));
	vmtap_networks_free(networks);
	vmtap_networks_free(NULL);
	vmtap_close(client);
	server_finish(&server);
}

/* A list must end, whatever vmtapd says. */
static void test_lists_that_do_not_end(void **state)
{
	static const struct {
		const char *step;
		bool is_networks;
		const char *text;
	} table[] = {
		{ "endless ifindex", false, "does not end" },
		{ "endless network", true, "does not end" },
		{ "same ifindex=3", false, "repeats itself" },
		{ "same ifindex=0", false, "repeats itself" },
		{ "same network=lan", true, "repeats itself" },
		{ "same mtu=1", true, "repeats itself" },
		{ "same ifindex=3 + ifindex=3", false, "repeats itself" },
		{ "same ifindex=3 + ifindex=2 end", false, "repeats itself" },
		{ "same network=b + network=a end", true, "repeats itself" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct vmtap_networks *networks = NULL;
		struct vmtap_list *list = NULL;
		struct server server;
		struct vmtap *client;
		struct vmtap_error err;
		int r;

		SERVER_START(&server, "accept", table[i].step);
		client = connect_to(&server);
		if (table[i].is_networks)
			r = vmtap_networks(client, &networks, &err);
		else
			r = vmtap_list(client, &list, &err);
		assert_int_equal(r, -EPROTO);
		assert_non_null(strstr(err.text, table[i].text));
		assert_null(networks);
		assert_null(list);
		vmtap_close(client);
		server_finish(&server);
	}
}

/* Counts and lengths are wrong, or a record is cut in the middle. */
static void test_lists_that_lie(void **state)
{
	static const char *const steps[] = {
		"ok", /* no record, and no end */
		"ok ifindex=1 + ifindex=2 cut=1 end",
		"ok ifindex=1 + ifindex=2 cut=1 size=679 end",
		"ok ifindex=1 + ifindex=2 cut=320 end",
		"ok ifindex=1 + ifindex=2 cut=320 size=360 end",
		"ok ifindex=1 records=2 end",
		"ok ifindex=1 records=0 end",
		"ok ifindex=1 + ifindex=2 records=1 end",
		"ok ifindex=1 records=4294967294 end",
		"ok ifindex=1 record_size=0 end",
		"ok ifindex=1 record_size=319 end",
		"ok ifindex=1 record_size=321 end",
		"ok ifindex=1 + ifindex=2 records=1 record_size=640 end",
		"ok ifindex=1 + ifindex=2 records=4 record_size=160 end",
		"ok ifindex=1 record_size=4294967294 end",
		"ok ifindex=1 records=3758096385 end", /* times 320: 320 */
		"ok records=1 end",
		"ok size=0 end",
		"ok ifindex=1 vhosts=1 end",
		"ok ifindex=1 until=1 end",
		"ok ifindex=1 + ifindex=2 vm=/ end",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct vmtap_list *list = NULL;
		struct server server;
		struct vmtap *client;
		struct vmtap_error err = { 0 };

		SERVER_START(&server, "accept", "ask", steps[i], "eof");
		client = connect_to(&server);
		if (vmtap_list(client, &list, &err) != -EPROTO)
			fail_msg("%s: %s", steps[i], err.text);
		assert_int_equal(err.code, VMTAP_E_PROTOCOL);
		assert_null(list);
		vmtap_close(client);
		server_finish(&server);
	}
}

/* In one answer and in several; and without a network or with one. */
static void test_findings(void **state)
{
	static const char *const scripts[][7] = {
		{ "accept", "ask",
		  "ok number=1 name=tun text=a + number=2 state=3 name=link link=br0 text=b end",
		  "eof", NULL },
		{ "accept", "ask", "ok number=1 name=tun text=a", "ask",
		  "ok number=2 state=3 name=link link=br0 text=b end", "eof",
		  NULL },
	};

	(void)state;
	for (size_t s = 0; s < sizeof(scripts) / sizeof(*scripts); s++) {
		struct vmtap_findings *findings = NULL;
		struct server server;
		struct vmtap *client;
		struct vmtap_error err;

		server_start(&server, scripts[s]);
		client = connect_to(&server);
		assert_int_equal(vmtap_diagnose(client, s ? "lan" : NULL,
						&findings, &err),
				 0);
		assert_int_equal(vmtap_findings_count(findings), 2);
		assert_int_equal(vmtap_findings_state(findings, 0),
				 VMTAP_STATE_OK);
		assert_string_equal(vmtap_findings_name(findings, 0), "tun");
		assert_string_equal(vmtap_findings_link(findings, 0), "");
		assert_int_equal(vmtap_findings_state(findings, 1),
				 VMTAP_STATE_UNSEEN);
		assert_string_equal(vmtap_findings_link(findings, 1), "br0");
		assert_string_equal(vmtap_findings_text(findings, 1), "b");
		vmtap_findings_free(findings);
		vmtap_close(client);
		server_finish(&server);
	}
	vmtap_findings_free(NULL);
	assert_string_equal(vmtap_state_name(VMTAP_STATE_HINT), "hint");
	assert_string_equal(vmtap_state_name((enum vmtap_state)9), "?");
}

/* A daemon that tells a finding twice, or none and no end. */
static void test_findings_that_lie(void **state)
{
	static const char *const scripts[][7] = {
		{ "accept", "ask", "ok number=1 name=a text=a", "ask",
		  "ok number=1 name=a text=a", "eof", NULL },
		{ "accept", "ask", "ok number=0 name=a text=a end", "eof",
		  NULL },
		{ "accept", "ask", "ok", "eof", NULL },
	};

	(void)state;
	for (size_t s = 0; s < sizeof(scripts) / sizeof(*scripts); s++) {
		struct vmtap_findings *findings = NULL;
		struct server server;
		struct vmtap *client;
		struct vmtap_error err;

		server_start(&server, scripts[s]);
		client = connect_to(&server);
		assert_int_equal(vmtap_diagnose(client, NULL, &findings, &err),
				 -EPROTO);
		assert_int_equal(err.code, VMTAP_E_PROTOCOL);
		vmtap_close(client);
		server_finish(&server);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list_is_sorted),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_lists_that_do_not_end),
		cmocka_unit_test(test_lists_that_lie),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_findings_that_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
