/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/wire/wire.h"

struct message {
	struct vmtap_proto_header header;
	uint8_t body[8];
};

static struct message make(void)
{
	struct message message = { .body = { 1, 2, 3, 4, 5, 6, 7, 8 } };

	wire_header(&message.header, 3, sizeof(message), 0);
	return message;
}

static int receive(const void *bytes, size_t size, const char *text)
{
	struct error err = { 0 };
	const struct datagram datagram = { .bytes = bytes, .size = size };
	struct message known;
	int r = wire_receive(&datagram, "the client", &known, sizeof(known),
			     &err);

	if (r == 0) {
		assert_memory_equal(&known, bytes, sizeof(known));
		assert_null(text);
	} else {
		assert_int_equal(err.code, VMTAP_E_PROTOCOL);
		assert_string_equal(err.text, text);
	}
	return r;
}

static void takes_its_own(void **state)
{
	struct message message = make();

	(void)state;
	assert_int_equal(receive(&message, sizeof(message), NULL), 0);
}

static void refuses_short_ones(void **state)
{
	struct message message = make();

	(void)state;
	assert_int_equal(
		receive(&message, 0,
			"the client's message of 0 bytes is too short to be one of vmtap's"),
		-EPROTO);
	assert_int_equal(
		receive(&message, 15,
			"the client's message of 15 bytes is too short to be one of vmtap's"),
		-EPROTO);
	message.header.size = 23;
	assert_int_equal(
		receive(&message, 23,
			"the client's message has 23 bytes, its header says 23, and 24 are needed"),
		-EPROTO);
}

static void size_must_be_true(void **state)
{
	struct message message = make();

	(void)state;
	message.header.size++;
	assert_int_equal(
		receive(&message, sizeof(message),
			"the client's message has 24 bytes, its header says 25, and 24 are needed"),
		-EPROTO);
}

static void refuses_others(void **state)
{
	struct message message = make();

	(void)state;
	message.header.magic++;
	assert_int_equal(
		receive(&message, sizeof(message),
			"the client's message does not begin as vmtap's do"),
		-EPROTO);
	message = make();
	message.header.version = 2;
	assert_int_equal(
		receive(&message, sizeof(message),
			"the client speaks version 2 of vmtap's protocol, this end version 1; upgrade the older one"),
		-EPROTO);
}

static void longer_only_with_zeros(void **state)
{
	struct {
		struct message known;
		uint8_t more[5];
	} longer = { .known = make() };

	(void)state;
	longer.known.header.size = sizeof(longer);
	assert_int_equal(receive(&longer, sizeof(longer), NULL), 0);
	longer.more[4] = 1;
	assert_int_equal(
		receive(&longer, sizeof(longer),
			"the client asks for something newer than this end knows; upgrade it"),
		-EPROTO);
}

static void text_ends_and_stays_ended(void **state)
{
	(void)state;
	assert_int_equal(wire_check_text("abc\0\0", 5), 0);
	assert_int_equal(wire_check_text("\0\0\0", 3), 0);
	assert_int_equal(wire_check_text("abc", 3), -EINVAL);
	assert_int_equal(wire_check_text("ab\0x", 4), -EINVAL);
	assert_int_equal(wire_check_zero("\0\0\0", 3), 0);
	assert_int_equal(wire_check_zero("\0\0\1", 3), -EINVAL);
	assert_int_equal(wire_check_zero("x", 0), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_its_own),
		cmocka_unit_test(refuses_short_ones),
		cmocka_unit_test(size_must_be_true),
		cmocka_unit_test(refuses_others),
		cmocka_unit_test(longer_only_with_zeros),
		cmocka_unit_test(text_ends_and_stays_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
