/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/wire/hold.h"
#include "common/wire/request.h"

static void takes_names_of_its_own_kind(void **state)
{
	static const char *const names[] = {
		"vtweb0",      "vtW",	     "vt0",
		"vt_-.a",      "vt-1234567", "vt1234567",
		"vt123456789", "vtabcdefg0", "vt3456789012345",
	};
	struct ifname name;
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		assert_int_equal(hold_parse(names[i], &name, &err), 0);
		assert_string_equal(name.s, names[i]);
	}
}

static void refuses_other_names(void **state)
{
	static const char *const names[] = {
		"",	      "v",
		"vt",	      "eth0",
		"VTweb",      "vt web",
		"vt/..",      "vt%d",
		"vt:1",	      "vt,x",
		"vt=x",	      "vt@x",
		"vt+x",	      "vt\xc3\xa4",
		"vt\n",	      "vt34567890123456", /* 16 */
		"vt01234567", "vtdeadbeef",
		"vtDEADBEEF", /* vmtapd's own */
	};
	struct ifname name = { "x" };
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		assert_int_equal(hold_parse(names[i], &name, &err), -EINVAL);
		assert_int_equal(err.code, VMTAP_E_ARGUMENT);
		assert_string_equal(name.s, "x");
	}
}

static void reads_times(void **state)
{
	static const struct {
		const char *text;
		uint64_t seconds;
	} rows[] = {
		{ "1", 1 },	     { "90s", 90 },    { "90m", 5400 },
		{ "2h", 7200 },	     { "7d", 604800 }, { "366d", 31622400 },
		{ "0", 0 },	     { "", 0 },	       { "h", 0 },
		{ "2w", 0 },	     { "-1", 0 },      { "1.5h", 0 },
		{ " 1", 0 },	     { "1 ", 0 },      { "1hh", 0 },
		{ "367d", 0 },	     { "000", 0 },     { "31622401", 0 },
		{ "9999999999", 0 },
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		uint64_t seconds = 0;

		assert_int_equal(hold_parse_lifetime(rows[i].text, &seconds,
						     &err),
				 rows[i].seconds ? 0 : -EINVAL);
		assert_true(seconds == rows[i].seconds);
	}
}

static struct request held(void)
{
	return (struct request){
		.verb = VMTAP_PROTO_OPEN,
		.network = { "lan" },
		.queues = 1,
		.flags = VMTAP_PROTO_F_HOLD,
		.name = { "vtweb0" },
		.lifetime = 7200,
		.pid = 42,
		.process = UINT64_C(0x123456789a),
	};
}

static void requests_survive(void **state)
{
	const struct request request = held();
	struct vmtap_proto_request wire;
	struct request again;
	struct error err;

	(void)state;
	request_encode(&request, &wire);
	assert_int_equal(request_decode(&wire, sizeof(wire), &again, &err), 0);
	assert_memory_equal(&again, &request, sizeof(request));
}

static void expect_refusal(const struct vmtap_proto_request *wire,
			   enum vmtap_code code)
{
	struct request request;
	struct error err;

	assert_true(request_decode(wire, sizeof(*wire), &request, &err) < 0);
	assert_int_equal(err.code, code);
}

static void refuses_requests(void **state)
{
	const struct request request = held();
	struct vmtap_proto_request good, wire;

	(void)state;
	request_encode(&request, &good);
#define REFUSES(change, code)                                                  \
	do {                                                                   \
		wire = good;                                                   \
		change;                                                        \
		expect_refusal(&wire, code);                                   \
	} while (0)
	REFUSES(strcpy(wire.name, "eth0"), VMTAP_E_ARGUMENT);
	REFUSES(memset(wire.name, 0, sizeof(wire.name)), VMTAP_E_ARGUMENT);
	REFUSES(memset(wire.name, 'v', sizeof(wire.name)), VMTAP_E_ARGUMENT);
	REFUSES(wire.name[15] = 'x', VMTAP_E_ARGUMENT); /* behind the end */
	REFUSES(wire.lifetime = HOLD_LIFETIME_MAX + 1, VMTAP_E_ARGUMENT);
	REFUSES(wire.pid = 0x80000000, VMTAP_E_ARGUMENT);
	REFUSES(wire.header.flags |= VMTAP_PROTO_F_VHOST, VMTAP_E_ARGUMENT);
	REFUSES(wire.header.flags = 0, VMTAP_E_PROTOCOL);
	REFUSES(wire.reserved[sizeof(wire.reserved) - 1] = 1, VMTAP_E_PROTOCOL);
#undef REFUSES
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_names_of_its_own_kind),
		cmocka_unit_test(refuses_other_names),
		cmocka_unit_test(reads_times),
		cmocka_unit_test(requests_survive),
		cmocka_unit_test(refuses_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
