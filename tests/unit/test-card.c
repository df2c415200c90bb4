/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/wire/card.h"
#include "common/wire/request.h"

#define LONG64                                                                 \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* The same with '=' and with ':', in both forms. */
static void reads_what_is_in_order(void **state)
{
	static const struct {
		const char *text;
		enum card_form form;
		const char *network, *vm, *mac, *queues;
	} table[] = {
		{ "lan", CARD_NIC, "lan", NULL, NULL, NULL },
		{ "lan", CARD_BRIDGE, "lan", NULL, NULL, NULL },
		{ "a.b,mac=52:54:00:12:34:56,vm=w@1,queues=2", CARD_NIC, "a.b",
		  "w@1", "52:54:00:12:34:56", "2" },
		{ "a.b,mac:52:54:00:12:34:56,vm:w@1,queues:2", CARD_NIC, "a.b",
		  "w@1", "52:54:00:12:34:56", "2" },
		{ "lan/vm=web1/mac=52:54:00:12:34:56", CARD_BRIDGE, "lan",
		  "web1", "52:54:00:12:34:56", NULL },
		{ "lan/vm:web1/mac:52:54:00:12:34:56", CARD_BRIDGE, "lan",
		  "web1", "52:54:00:12:34:56", NULL },
		{ "lan,vm=a:b", CARD_NIC, "lan", "a:b", NULL, NULL },
		{ "lan,vm:a:b", CARD_NIC, "lan", "a:b", NULL, NULL },
		{ "lan:1,vm:a", CARD_NIC, "lan:1", "a", NULL, NULL },
		{ "lan,vm=a", CARD_BRIDGE, "lan,vm=a", NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		const char *const values[] = { table[i].vm, table[i].mac,
					       table[i].queues };
		static const char *const keys[] = { "vm", "mac", "queues" };
		struct error err = { 0 };
		struct card card;

		assert_int_equal(card_parse(table[i].text, table[i].form, &card,
					    &err),
				 0);
		assert_string_equal(card.network, table[i].network);
		for (size_t k = 0; k < N_ELEMENTS(keys); k++) {
			const char *value = card_value(&card, keys[k]);

			assert_int_equal(value != NULL, values[k] != NULL);
			if (value)
				assert_string_equal(value, values[k]);
		}
	}
}

static const char nic_keys[] =
	"is no option of a network card; there are mac=, vm=, queues=, vhost=, vnet_hdr= and mode=";

/* Making a request from the text: each row is refused with its sentence. */
static void refuses(void **state)
{
	static const struct {
		const char *text, *why;
	} table[] = {
		{ "", "the network's name is empty" },
		{ ",vm=a", "the network's name is empty" },
		{ LONG64, "too long to be a network's name" },
		{ "l/n", "'l/n' cannot name a network" },
		{ "lan,", nic_keys },
		{ "lan,,vm=a", nic_keys },
		{ "lan,mtu=9000", nic_keys },
		{ "lan,VM=a", nic_keys },
		{ "lan, vm=a", nic_keys },
		{ "lan,=a", nic_keys },
		{ "lan,:a", nic_keys },
		{ "lan,vm", "vm needs a value: vm=..." },
		{ "lan,vm=", "'' cannot name a VM" },
		{ "lan,vm==a", "'=a' cannot name a VM" },
		{ "lan,vm:a=b", "'a=b' cannot name a VM" },
		{ "lan,vm=" LONG64, "too long for vm=" },
		{ "lan,vm=" LONG64 LONG64, "too long to be an option" },
		{ "lan,vm=a,vm=a", "vm= is given twice; keep one" },
		{ "lan,vm=a,vm:b", "vm= is given twice; keep one" },
		{ "lan,queues=0", "queues=0: write a number from 1 to 16" },
		{ "lan,queues=17", "queues=17: write a number" },
		{ "lan,queues=-1", "queues=-1: write a number" },
		{ "lan,queues= 2", "queues= 2: write a number" },
		{ "lan,queues=+2", "queues=+2: write a number" },
		{ "lan,queues=2x", "queues=2x: write a number" },
		{ "lan,queues=", "queues=: write a number" },
		{ "lan,queues=4294967298", "queues=4294967298: write a" },
		{ "lan,queues=18446744073709551618", "write a number" },
		{ "lan,vhost=yes", "vhost=yes: write vhost=on or vhost=off" },
		{ "lan,vnet_hdr:1", "write vnet_hdr=on or vnet_hdr=off" },
		{ "lan,mode=router",
		  "mode=router: write private, vepa, bridge, passthru or source" },
		{ "lan,mac=", "'' is not an Ethernet address" },
		{ "lan,mac=foo", "'foo' is not an Ethernet address" },
		{ "lan,mac=01:00:00:00:00:00", "zero or a group's" },
		{ "lan,mac=00:00:00:00:00:00", "zero or a group's" },
		{ "lan/vm=a,mac", "mac needs a value" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		struct error err = { 0 };
		struct request request;
		struct card card;
		int r = card_parse(table[i].text, CARD_NIC, &card, &err);

		if (r == 0)
			r = card_request(&card, &request, &err);
		assert_int_equal(r, -EINVAL);
		assert_int_equal(err.code, VMTAP_E_ARGUMENT);
		if (!strstr(err.text, table[i].why))
			fail_msg("%s: %s", table[i].text, err.text);
	}
}

static void bridge_has_few_options(void **state)
{
	struct error err = { 0 };
	struct card card;

	(void)state;
	assert_int_equal(card_parse("lan/queues:2", CARD_BRIDGE, &card, &err),
			 -EINVAL);
	assert_string_equal(
		err.text,
		"'queues' is no option of a network card; there are mac= and vm=");
}

static void makes_a_request(void **state)
{
	struct request request;
	struct error err;
	struct card card;

	(void)state;
	assert_int_equal(card_parse("lan", CARD_NIC, &card, &err), 0);
	assert_int_equal(card_request(&card, &request, &err), 0);
	assert_int_equal(request.verb, VMTAP_PROTO_OPEN);
	assert_string_equal(request.network.s, "lan");
	assert_int_equal(request.queues, 1);
	assert_true(request_has(&request, VMTAP_PROTO_F_VNET_HDR));
	assert_false(request_has(&request, VMTAP_PROTO_F_VHOST));
	assert_false(request_has(&request, VMTAP_PROTO_F_LLADDR));
	assert_int_equal(request.mode, VMTAP_MODE_NONE);
	assert_int_equal(
		card_parse(
			"lan,vm=a,mac:52-54-00-12-34-5F,queues=16,vhost=on,vnet_hdr=off,mode=vepa",
			CARD_NIC, &card, &err),
		0);
	assert_int_equal(card_request(&card, &request, &err), 0);
	assert_string_equal(request.vm.s, "a");
	assert_true(request_has(&request, VMTAP_PROTO_F_LLADDR));
	assert_int_equal(request.lladdr.b[5], 0x5f);
	assert_int_equal(request.queues, 16);
	assert_true(request_has(&request, VMTAP_PROTO_F_VHOST));
	assert_false(request_has(&request, VMTAP_PROTO_F_VNET_HDR));
	assert_int_equal(request.mode, VMTAP_MODE_VEPA);
}

/* An option beside the text, such as --vm=, may only repeat the text. */
static void adds_what_is_not_there(void **state)
{
	struct error err = { 0 };
	struct card card;

	(void)state;
	assert_int_equal(card_parse("lan,mac=52:54:00:12:34:5f", CARD_NIC,
				    &card, &err),
			 0);
	assert_int_equal(card_add(&card, "vm", "a", &err), 0);
	assert_int_equal(card_add(&card, "vm", "a", &err), 0);
	assert_int_equal(card_add(&card, "mac", "52:54:00:12:34:5F", &err), 0);
	assert_int_equal(card.n, 2);
	assert_int_equal(card_add(&card, "vm", "b", &err), -EINVAL);
	assert_string_equal(err.text, "vm= is both 'a' and 'b'; say it once");
	assert_int_equal(card_add(&card, "colour", "red", &err), -EINVAL);
	assert_string_equal(card_value(&card, "vm"), "a");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_in_order),
		cmocka_unit_test(refuses),
		cmocka_unit_test(bridge_has_few_options),
		cmocka_unit_test(makes_a_request),
		cmocka_unit_test(adds_what_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
