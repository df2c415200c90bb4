/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/wire/request.h"

/*
 * Version 1 of the request, byte by byte.  Programs of this version are in
 * use: if this test fails, the change needs a new version, not a new array.
 */
static const uint8_t golden_open[576] = {
	[0] = U32(0x50544d56), /* magic, "VMTP" */
	[4] = U16(1), /* version */
	[6] = U16(1), /* verb: OPEN */
	[8] = U32(576), /* size */
	[12] = U32(0xd), /* flags: LLADDR, VNET_HDR, VHOST */
	[16] = 'l',
	'a',
	'n', /* network */
	[80] = 'w',
	'e',
	'b',
	'1', /* vm */
	[144] = 0, /* ifname */
	[160] = U32(0), /* ifindex */
	[164] = U32(4), /* queues */
	[168] = 0x52,
	0x54,
	0x00,
	0x12,
	0x34,
	0x56,
	[575] = 0, /* reserved */
};

static const uint8_t golden_release[576] = {
	[0] = U32(0x50544d56), [4] = U16(1), [6] = U16(5), /* verb: RELEASE */
	[8] = U32(576),	       [144] = 'v',  't',	   '0', /* ifname */
};

static const uint8_t golden_list[576] = {
	[0] = U32(0x50544d56), [4] = U16(1),
	[6] = U16(4), /* verb: LIST */
	[8] = U32(576),	       [160] = U32(0x01020304), /* ifindex */
};

static struct request open_request(void)
{
	return (struct request){
		.verb = VMTAP_PROTO_OPEN,
		.network = { "lan" },
		.vm = { "web1" },
		.queues = 4,
		.flags = VMTAP_PROTO_F_LLADDR | VMTAP_PROTO_F_VNET_HDR |
			 VMTAP_PROTO_F_VHOST,
		.lladdr = { { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 } },
	};
}

static void encodes_version_1(void **state)
{
	const struct request release = { .verb = VMTAP_PROTO_RELEASE,
					 .ifname = { "vt0" } };
	const struct request list = { .verb = VMTAP_PROTO_LIST,
				      .ifindex = 0x01020304 };
	const struct request open = open_request();
	struct vmtap_proto_request wire;

	(void)state;
	request_encode(&open, &wire);
	assert_memory_equal(&wire, golden_open, sizeof(golden_open));
	request_encode(&release, &wire);
	assert_memory_equal(&wire, golden_release, sizeof(golden_release));
	request_encode(&list, &wire);
	assert_memory_equal(&wire, golden_list, sizeof(golden_list));
}

static void decodes_version_1(void **state)
{
	struct request request;
	struct error err;

	(void)state;
	assert_int_equal(request_decode(golden_open, sizeof(golden_open),
					&request, &err),
			 0);
	assert_int_equal(request.verb, VMTAP_PROTO_OPEN);
	assert_string_equal(request.network.s, "lan");
	assert_string_equal(request.vm.s, "web1");
	assert_string_equal(request.ifname.s, "");
	assert_int_equal(request.queues, 4);
	assert_true(request_has(&request, VMTAP_PROTO_F_LLADDR));
	assert_false(request_has(&request, VMTAP_PROTO_F_LLADDR_UNKNOWN));
	assert_true(request_has(&request, VMTAP_PROTO_F_VNET_HDR));
	assert_true(request_has(&request, VMTAP_PROTO_F_VHOST));
	assert_memory_equal(request.lladdr.b, golden_open + 168, 6);
	assert_int_equal(request_decode(golden_release, sizeof(golden_release),
					&request, &err),
			 0);
	assert_string_equal(request.ifname.s, "vt0");
	assert_int_equal(request_decode(golden_list, sizeof(golden_list),
					&request, &err),
			 0);
	assert_int_equal(request.ifindex, 0x01020304);
}

static void verbs_keep_their_numbers(void **state)
{
	(void)state;
	assert_int_equal(VMTAP_PROTO_OPEN, 1);
	assert_int_equal(VMTAP_PROTO_CHECK, 2);
	assert_int_equal(VMTAP_PROTO_NETWORKS, 3);
	assert_int_equal(VMTAP_PROTO_LIST, 4);
	assert_int_equal(VMTAP_PROTO_RELEASE, 5);
	assert_int_equal(VMTAP_PROTO_SET, 10);
	assert_string_equal(request_verb_name(VMTAP_PROTO_OPEN), "open");
	assert_string_equal(request_verb_name(VMTAP_PROTO_SHOW), "show");
	assert_string_equal(request_verb_name(VMTAP_PROTO_DIAGNOSE),
			    "diagnose");
	assert_string_equal(request_verb_name((enum vmtap_proto_verb)0), "");
	assert_int_equal(VMTAP_PROTO_WATCH, 9);
	assert_string_equal(request_verb_name(VMTAP_PROTO_WATCH), "watch");
	assert_string_equal(request_verb_name((enum vmtap_proto_verb)11), "");
	assert_string_equal(request_verb_name(VMTAP_PROTO_SET), "set");
	assert_int_equal(VMTAP_PROTO_F_LLADDR, 1);
	assert_int_equal(VMTAP_PROTO_F_LLADDR_UNKNOWN, 2);
	assert_int_equal(VMTAP_PROTO_F_VNET_HDR, 4);
	assert_int_equal(VMTAP_PROTO_F_VHOST, 8);
}

static void cursors_may_be_empty(void **state)
{
	const struct request networks = { .verb = VMTAP_PROTO_NETWORKS };
	struct vmtap_proto_request wire;
	struct request request;
	struct error err;

	(void)state;
	request_encode(&networks, &wire);
	assert_int_equal(request_decode(&wire, sizeof(wire), &request, &err),
			 0);
	assert_string_equal(request.network.s, "");
}

/* One change to a correct OPEN, and the sentence of the refusal. */
struct fault {
	size_t offset;
	const char *bytes;
	size_t n;
	int code;
	const char *text;
};

#define BYTES(string) string, sizeof(string) - 1
#define OPEN_FIELD(field) offsetof(struct vmtap_proto_request, field)

static const char newer[] =
	"the client asks for something that vmtapd does not know; the client is newer than it";
static const char illegal_network[] =
	"the name of the network is not legal: use at most 63 letters, digits and _ . + - @ :, a letter or digit first";
static const char illegal_vm[] =
	"the name of the VM is not legal: use at most 63 letters, digits and _ . + - @ :, a letter or digit first";
static const char group_address[] =
	"a guest cannot have a zero or group (multicast) address; choose one whose first byte is even, such as 52:54:00:12:34:56";

static void refuses_what_is_not_in_order(void **state)
{
	static const struct fault faults[] = {
		{ OPEN_FIELD(network), BYTES("\0an"), VMTAP_E_ARGUMENT,
		  illegal_network },
		{ OPEN_FIELD(network), BYTES("\0\0\0"), VMTAP_E_ARGUMENT,
		  illegal_network },
		{ OPEN_FIELD(network), BYTES("l/n"), VMTAP_E_ARGUMENT,
		  illegal_network },
		{ OPEN_FIELD(network) + 63, BYTES("x"), VMTAP_E_ARGUMENT,
		  illegal_network },
		{ OPEN_FIELD(vm), BYTES("a\nb"), VMTAP_E_ARGUMENT, illegal_vm },
		{ OPEN_FIELD(vm) + 62, BYTES("x"), VMTAP_E_ARGUMENT,
		  illegal_vm },
		{ OPEN_FIELD(queues), BYTES("\0\0\0\0"), VMTAP_E_ARGUMENT,
		  "a device has 1 to 16 queues, not 0" },
		{ OPEN_FIELD(lladdr), BYTES("\1"), VMTAP_E_LLADDR,
		  group_address },
		{ OPEN_FIELD(lladdr), BYTES("\0\0\0\0\0\0"), VMTAP_E_LLADDR,
		  group_address },
		{ OPEN_FIELD(reserved), BYTES("\1"), VMTAP_E_PROTOCOL, newer },
		{ OPEN_FIELD(reserved) + 15, BYTES("\1"), VMTAP_E_PROTOCOL,
		  newer },
		{ OPEN_FIELD(name), BYTES("v"), VMTAP_E_PROTOCOL, newer },
		{ OPEN_FIELD(mode), BYTES("\6"), VMTAP_E_PROTOCOL,
		  "the client asks for a mode that vmtapd does not know; the client is newer than it" },
		{ OPEN_FIELD(mode), BYTES("\377"), VMTAP_E_PROTOCOL,
		  "the client asks for a mode that vmtapd does not know; the client is newer than it" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(faults); i++) {
		struct request request;
		struct error err = { 0 };
		uint8_t bytes[576];

		memcpy(bytes, golden_open, sizeof(bytes));
		memcpy(bytes + faults[i].offset, faults[i].bytes, faults[i].n);
		assert_true(request_decode(bytes, sizeof(bytes), &request,
					   &err) < 0);
		assert_int_equal(err.code, faults[i].code);
		assert_string_equal(err.text, faults[i].text);
	}
}

static void expect_refusal(const struct vmtap_proto_request *wire, int code,
			   const char *text)
{
	struct request request;
	struct error err = { 0 };

	assert_true(request_decode(wire, sizeof(*wire), &request, &err) < 0);
	assert_int_equal(err.code, code);
	assert_string_equal(err.text, text);
}

static void refuses_numbers_out_of_range(void **state)
{
	const struct request open = open_request();
	struct vmtap_proto_request wire;

	(void)state;
	request_encode(&open, &wire);
	wire.queues = 17;
	expect_refusal(&wire, VMTAP_E_ARGUMENT,
		       "a device has 1 to 16 queues, not 17");
	request_encode(&open, &wire);
	wire.header.flags |= 1u << 31;
	expect_refusal(&wire, VMTAP_E_PROTOCOL, newer);
	request_encode(&open, &wire);
	wire.header.flags |= VMTAP_PROTO_F_LLADDR_UNKNOWN;
	expect_refusal(&wire, VMTAP_E_ARGUMENT,
		       "the guest's address cannot be both given and unknown");
	request_encode(&open, &wire);
	wire.header.verb = 11;
	expect_refusal(
		&wire, VMTAP_E_PROTOCOL,
		"vmtapd does not know verb 11; the client is newer than it");
	wire.header.verb = 65535;
	expect_refusal(
		&wire, VMTAP_E_PROTOCOL,
		"vmtapd does not know verb 65535; the client is newer than it");
	wire.header.verb = 0;
	expect_refusal(
		&wire, VMTAP_E_PROTOCOL,
		"vmtapd does not know verb 0; the client is newer than it");
	request_encode(&(struct request){ .verb = VMTAP_PROTO_RELEASE }, &wire);
	expect_refusal(
		&wire, VMTAP_E_ARGUMENT,
		"the name of the device is not that of an interface; 'vmtap list' prints yours");
}

static void set_needs_an_address(void **state)
{
	const struct request set = { .verb = VMTAP_PROTO_SET,
				     .ifname = { "vt0" } };
	struct vmtap_proto_request wire;

	(void)state;
	request_encode(&set, &wire);
	expect_refusal(&wire, VMTAP_E_ARGUMENT,
		       "set what? tell the guest's address");
	wire.header.flags = VMTAP_PROTO_F_LLADDR;
	expect_refusal(
		&wire, VMTAP_E_LLADDR,
		"a guest cannot have a zero or group (multicast) address; choose one whose first byte is even, such as 52:54:00:12:34:56");
}

/* The fields that select leases: a request has at least one of the three. */
static void revoke_selects_something(void **state)
{
	struct request revoke = { .verb = VMTAP_PROTO_REVOKE }, got;
	struct vmtap_proto_request wire;
	struct error err;

	(void)state;
	request_encode(&revoke, &wire);
	expect_refusal(&wire, VMTAP_E_ARGUMENT,
		       "revoke what? name a device, a user or a network");
	revoke.flags = VMTAP_PROTO_F_UID;
	revoke.uid = 1000;
	request_encode(&revoke, &wire);
	assert_int_equal(wire.uid, 1000);
	assert_int_equal(offsetof(struct vmtap_proto_request, uid), 180);
	assert_int_equal(request_decode(&wire, sizeof(wire), &got, &err), 0);
	assert_true(request_has(&got, VMTAP_PROTO_F_UID));
	assert_int_equal(got.uid, 1000);
	wire.header.flags = 0;
	expect_refusal(&wire, VMTAP_E_PROTOCOL, newer);
	request_encode(&revoke, &wire);
	wire.mode = VMTAP_MODE_BRIDGE;
	expect_refusal(&wire, VMTAP_E_PROTOCOL, newer);
	revoke = (struct request){ .verb = VMTAP_PROTO_REVOKE,
				   .network = { "lan" } };
	request_encode(&revoke, &wire);
	assert_int_equal(request_decode(&wire, sizeof(wire), &got, &err), 0);
	wire.header.flags = VMTAP_PROTO_F_ALL;
	expect_refusal(&wire, VMTAP_E_PROTOCOL, newer);
	wire.header.flags = 0;
	wire.ifname[0] = '/';
	assert_true(request_decode(&wire, sizeof(wire), &got, &err) < 0);
	wire.ifname[0] = '\0';
	wire.ifname[3] = 'x';
	assert_true(request_decode(&wire, sizeof(wire), &got, &err) < 0);
}

static const struct {
	const char *name;
	size_t offset;
} every_field[] = {
	{ "network", OPEN_FIELD(network) },
	{ "vm", OPEN_FIELD(vm) },
	{ "ifname", OPEN_FIELD(ifname) },
	{ "ifindex", OPEN_FIELD(ifindex) },
	{ "queues", OPEN_FIELD(queues) },
	{ "lladdr", OPEN_FIELD(lladdr) },
	{ "mode", OPEN_FIELD(mode) },
	{ "uid", OPEN_FIELD(uid) },
	{ "line", OPEN_FIELD(line) },
	{ "a wish for a name", OPEN_FIELD(name) },
	{ "a lifetime", OPEN_FIELD(lifetime) },
	{ "a process", OPEN_FIELD(pid) },
	{ "its inode", OPEN_FIELD(process) },
	{ "a VLAN", OPEN_FIELD(reserved_vlan) },
	{ "addresses", OPEN_FIELD(reserved_addresses) },
	{ "more addresses", OPEN_FIELD(reserved_addresses[15][19]) },
	{ "epoch", OPEN_FIELD(cursor.epoch) },
	{ "number", OPEN_FIELD(cursor.number) },
	{ "the rest", OPEN_FIELD(reserved) },
};
static const struct {
	struct request request;
	const char *fields; /* of those above */
	uint32_t flags;
} every_verb[] = {
	{ { .verb = VMTAP_PROTO_OPEN, .network = { "lan" }, .queues = 1 },
	  "network vm queues mode",
	  0x10f },
	{ { .verb = VMTAP_PROTO_CHECK, .network = { "lan" }, .queues = 1 },
	  "network vm queues mode",
	  0x10f },
	{ { .verb = VMTAP_PROTO_NETWORKS }, "network", 0x10 },
	{ { .verb = VMTAP_PROTO_LIST }, "ifindex", 0x10 },
	{ { .verb = VMTAP_PROTO_DIAGNOSE }, "network ifindex", 0 },
	{ { .verb = VMTAP_PROTO_WATCH }, "epoch number", 0x90 },
	{ { .verb = VMTAP_PROTO_RELEASE, .ifname = { "vt0" } }, "ifname", 0 },
	{ { .verb = VMTAP_PROTO_SHOW, .ifname = { "vt0" } }, "ifname", 0x40 },
	{ { .verb = VMTAP_PROTO_SHOW,
	    .ifname = { "vt0" },
	    .flags = VMTAP_PROTO_F_FILTER },
	  "ifname line",
	  0x40 },
	{ { .verb = VMTAP_PROTO_REVOKE, .network = { "lan" } },
	  "network ifname",
	  0x20 },
	{ { .verb = VMTAP_PROTO_SET,
	    .ifname = { "vt0" },
	    .flags = VMTAP_PROTO_F_LLADDR,
	    .lladdr = { { 2 } } },
	  "vm ifname lladdr",
	  1 },
};

/* Each verb has these fields; with any other one it is refused. */
static void refuses_what_the_verb_does_not_have(void **state)
{
	struct vmtap_proto_request wire;
	struct request request;
	struct error err;

	(void)state;
	for (size_t v = 0; v < N_ELEMENTS(every_verb); v++) {
		request_encode(&every_verb[v].request, &wire);
		assert_int_equal(
			request_decode(&wire, sizeof(wire), &request, &err), 0);
		for (size_t f = 0; f < N_ELEMENTS(every_field); f++) {
			if (strstr(every_verb[v].fields, every_field[f].name))
				continue;
			request_encode(&every_verb[v].request, &wire);
			((char *)&wire)[every_field[f].offset] = 'x';
			expect_refusal(&wire, VMTAP_E_PROTOCOL, newer);
		}
		for (unsigned int bit = 0; bit < 32; bit++) {
			if (every_verb[v].flags & (UINT32_C(1) << bit))
				continue;
			request_encode(&every_verb[v].request, &wire);
			wire.header.flags |= UINT32_C(1) << bit;
			expect_refusal(&wire, VMTAP_E_PROTOCOL, newer);
		}
	}
}

/* A prefix of a message is not a message. */
static void refuses_every_truncation(void **state)
{
	struct request request;
	struct error err;

	(void)state;
	for (size_t n = 0; n < sizeof(golden_open); n++)
		assert_int_equal(request_decode(golden_open, n, &request, &err),
				 -EPROTO);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_version_1),
		cmocka_unit_test(decodes_version_1),
		cmocka_unit_test(verbs_keep_their_numbers),
		cmocka_unit_test(cursors_may_be_empty),
		cmocka_unit_test(refuses_what_is_not_in_order),
		cmocka_unit_test(refuses_numbers_out_of_range),
		cmocka_unit_test(revoke_selects_something),
		cmocka_unit_test(set_needs_an_address),
		cmocka_unit_test(refuses_what_the_verb_does_not_have),
		cmocka_unit_test(refuses_every_truncation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
