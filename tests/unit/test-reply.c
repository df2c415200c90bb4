/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "tests/unit/replies.h"

/*
 * Version 1 of the reply, byte by byte.  After a release, programs of this
 * version are in use: if this test fails then, the change needs a new version,
 * not a new array.
 */
static const uint8_t golden_open[360] = {
	[0] = U32(0x50544d56), /* magic, "VMTP" */
	[4] = U16(1), /* version */
	[6] = U16(1), /* verb: OPEN */
	[8] = U32(360), /* size */
	[12] = U32(0), /* flags */
	[16] = U32(0), /* code */
	[20] = U32(1), /* records */
	[24] = U32(320), /* record_size */
	[28] = U32(2), /* queue_fds */
	[32] = U32(2), /* vhost_fds */
	[40] = U32(1), /* lease.flags: LLADDR */
	[44] = U32(2), /* kind: macvtap */
	[48] = U32(3), /* mode: bridge */
	[52] = U32(0x01020304), /* ifindex */
	[56] = U32(1500), /* mtu */
	[60] = U32(2), /* queues */
	[64] = U32(12), /* vnet_hdr_size */
	[68] = U32(1000), /* uid */
	[72] = U32(4711), /* pid */
	[76] = 0x52,
	0x54,
	0x00,
	0x12,
	0x34,
	0x56,
	[88] = U32(0x55555555),
	U32(0x55555555), /* since */
	[104] = 'l',
	'a',
	'n', /* network */
	[168] = 'w',
	'e',
	'b',
	'1', /* vm */
	[232] = 'v',
	't',
	'0', /* ifname */
};

static const uint8_t golden_networks[680] = {
	[0] = U32(0x50544d56),
	[4] = U16(1),
	[6] = U16(3), /* verb: NETWORKS */
	[8] = U32(680),
	[12] = U32(1), /* flags: END */
	[20] = U32(1),
	[24] = U32(640), /* record_size */
	[40] = 'l',
	'a',
	'n', /* network */
	[104] = U32(1), /* flags: VHOST */
	[108] = U32(1), /* kind: bridge */
	[116] = U32(1400), /* mtu */
	[120] = U32(4),
	U32(1), /* devices */
	[128] = U32(256),
	U32(0xffffffff), /* all devices */
	[136] = U32(2),
	U32(0xffffffff), /* queues */
	[144] = U32(0),
	U32(3), /* all queues */
	[184] = 0x52,
	0x54,
	0,
	0,
	0,
	0,
	24, /* range[0] */
	[248] = U32(1), /* ranges */
	[252] = 'a',
	':',
	'1', /* rule */
};

static const uint8_t golden_refusal[424] = {
	[0] = U32(0x50544d56),
	[4] = U16(1),
	[6] = U16(2), /* verb: CHECK */
	[8] = U32(424),
	[16] = U32(2), /* code: DENIED */
	[20] = U32(1),
	[24] = U32(384), /* record_size */
	[40] = 'n',
	'o', /* reason */
};

static void encodes_version_1(void **state)
{
	const struct error err = { VMTAP_E_DENIED, "no" };
	struct reply reply = open_reply();

	(void)state;
	assert_int_equal(reply.head.header.size, sizeof(golden_open));
	assert_memory_equal(&reply, golden_open, sizeof(golden_open));
	reply = networks_reply();
	assert_memory_equal(&reply, golden_networks, sizeof(golden_networks));
	reply_refuse(&reply, VMTAP_PROTO_CHECK, &err);
	assert_memory_equal(&reply, golden_refusal, sizeof(golden_refusal));
}

#define DATAGRAM(begin, length, n)                                             \
	(&(struct datagram){ .bytes = (begin), .size = (length), .n_fds = (n) })

static void decodes_version_1(void **state)
{
	const struct vmtap_proto_refusal *refusal;
	struct reply reply;
	struct error err;

	(void)state;
	assert_int_equal(
		reply_decode(DATAGRAM(golden_open, sizeof(golden_open), 4),
			     VMTAP_PROTO_OPEN, &reply, &err),
		0);
	assert_memory_equal(&reply, golden_open, sizeof(golden_open));
	assert_int_equal(reply_decode(DATAGRAM(golden_networks,
					       sizeof(golden_networks), 0),
				      VMTAP_PROTO_NETWORKS, &reply, &err),
			 0);
	assert_memory_equal(&reply, golden_networks, sizeof(golden_networks));
	assert_int_equal(reply_decode(DATAGRAM(golden_refusal,
					       sizeof(golden_refusal), 0),
				      VMTAP_PROTO_CHECK, &reply, &err),
			 0);
	refusal = reply_record(&reply, 0);
	assert_string_equal(refusal->reason, "no");
}

static void numbers_keep_their_meaning(void **state)
{
	(void)state;
	assert_int_equal(VMTAP_E_PROTOCOL, 1);
	assert_int_equal(VMTAP_E_DENIED, 2);
	assert_int_equal(VMTAP_E_LIMIT, 3);
	assert_int_equal(VMTAP_E_LLADDR, 4);
	assert_int_equal(VMTAP_E_IN_USE, 5);
	assert_int_equal(VMTAP_E_OPTION, 6);
	assert_int_equal(VMTAP_E_HOST, 7);
	assert_int_equal(VMTAP_E_BUSY, 8);
	assert_int_equal(VMTAP_E_NO_LEASE, 9);
	assert_int_equal(VMTAP_E_INTERNAL, 10);
	assert_int_equal(VMTAP_KIND_BRIDGE, 1);
	assert_int_equal(VMTAP_KIND_MACVTAP, 2);
	assert_int_equal(VMTAP_MODE_PRIVATE, 1);
	assert_int_equal(VMTAP_MODE_VEPA, 2);
	assert_int_equal(VMTAP_MODE_BRIDGE, 3);
	assert_int_equal(VMTAP_MODE_PASSTHRU, 4);
	assert_int_equal(VMTAP_MODE_SOURCE, 5);
	assert_int_equal(VMTAP_PROTO_R_END, 1);
	assert_int_equal(VMTAP_PROTO_L_LLADDR, 1);
	assert_int_equal(VMTAP_PROTO_L_LEARNED, 2);
	assert_int_equal(VMTAP_PROTO_L_PINNED, 4);
	assert_int_equal(VMTAP_PROTO_N_VHOST, 1);
	assert_int_equal(VMTAP_LIMIT_DEVICES, 0);
	assert_int_equal(VMTAP_LIMIT_ALL_DEVICES, 1);
	assert_int_equal(VMTAP_LIMIT_QUEUES, 2);
	assert_int_equal(VMTAP_LIMIT_ALL_QUEUES, 3);
}

static int decode_bytes(const void *bytes, size_t size, size_t n_fds,
			enum vmtap_proto_verb verb)
{
	struct error err = { 0 };
	struct reply reply;

	return reply_decode(DATAGRAM(bytes, size, n_fds), verb, &reply, &err);
}

/* Each verb has its own records, and their permitted number. */
static void has_records_of_its_verb(void **state)
{
	static const struct {
		enum vmtap_proto_verb verb;
		size_t size, most;
	} verbs[] = {
		{ VMTAP_PROTO_OPEN, sizeof(struct vmtap_proto_lease), 1 },
		{ VMTAP_PROTO_CHECK, sizeof(struct vmtap_proto_check), 1 },
		{ VMTAP_PROTO_NETWORKS, sizeof(struct vmtap_proto_network),
		  51 },
		{ VMTAP_PROTO_LIST, sizeof(struct vmtap_proto_lease), 102 },
		{ VMTAP_PROTO_RELEASE, sizeof(struct vmtap_proto_lease), 1 },
		{ VMTAP_PROTO_REVOKE, sizeof(struct vmtap_proto_revoked), 1 },
		{ VMTAP_PROTO_SET, sizeof(struct vmtap_proto_lease), 1 },
		{ VMTAP_PROTO_SHOW, sizeof(struct vmtap_proto_show), 1 },
		{ VMTAP_PROTO_DIAGNOSE, sizeof(struct vmtap_proto_finding),
		  73 },
		{ VMTAP_PROTO_WATCH, sizeof(struct vmtap_proto_event), 46 },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(verbs); i++) {
		const size_t n_fds = verbs[i].verb == VMTAP_PROTO_OPEN;
		struct reply reply;

		reply_init(&reply, verbs[i].verb);
		reply.head.queue_fds = (uint32_t)n_fds;
		assert_int_equal(decode(&reply, n_fds, verbs[i].verb), -EPROTO);
		for (size_t n = 1; n <= verbs[i].most; n++) {
			assert_non_null(reply_add(&reply));
			assert_int_equal(reply.head.header.size,
					 sizeof(reply.head) +
						 n * verbs[i].size);
			assert_int_equal(decode(&reply, n_fds, verbs[i].verb),
					 0);
		}
		assert_true(reply.head.header.size <= VMTAP_PROTO_DATAGRAM_MAX);
		if (verbs[i].most == 1) {
			assert_non_null(reply_add(&reply));
			assert_int_equal(decode(&reply, n_fds, verbs[i].verb),
					 -EPROTO);
		} else {
			assert_null(reply_add(&reply));
		}
	}
}

/* A list ends where it says so; only lists have an end. */
static void lists_end(void **state)
{
	struct reply reply;

	(void)state;
	reply_init(&reply, VMTAP_PROTO_LIST);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_LIST), -EPROTO);
	reply.head.header.flags = VMTAP_PROTO_R_END;
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_LIST), 0);
	fill_lease(reply_add(&reply));
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_LIST), 0);
	reply_init(&reply, VMTAP_PROTO_RELEASE);
	fill_lease(reply_add(&reply));
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_RELEASE), 0);
	reply.head.header.flags = VMTAP_PROTO_R_END;
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_RELEASE), -EPROTO);
}

/* Half of a list is not its end; one record is the least. */
static void halves_lists(void **state)
{
	struct reply reply = list_of(13);

	(void)state;
	for (unsigned int n = 6; n >= 1; n /= 2) {
		assert_true(reply_halve(&reply));
		assert_int_equal(reply.head.records, n);
		assert_int_equal(reply.head.header.size, 40 + 320 * n);
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_LIST), 0);
		assert_int_equal(reply.head.header.flags, 0);
	}
	assert_false(reply_halve(&reply));
	assert_int_equal(reply.head.records, 1);
	reply = list_of(0);
	assert_false(reply_halve(&reply));
	assert_int_equal(reply.head.header.flags, VMTAP_PROTO_R_END);
}

/* A reply that is cut anywhere is no list, no matter what its head says. */
static void refuses_every_truncation(void **state)
{
	const struct reply list = list_of(12);
	const size_t size = list.head.header.size;

	(void)state;
	for (size_t n = 0; n < size; n++) {
		struct reply cut = list;

		assert_int_equal(decode_bytes(&cut, n, 0, VMTAP_PROTO_LIST),
				 -EPROTO);
		cut.head.header.size = (uint32_t)n;
		assert_int_equal(decode_bytes(&cut, n, 0, VMTAP_PROTO_LIST),
				 -EPROTO);
	}
	for (size_t n = 0; n < sizeof(golden_open); n++)
		assert_int_equal(decode_bytes(golden_open, n, 4,
					      VMTAP_PROTO_OPEN),
				 -EPROTO);
}

static void refuses_counts_that_lie(void **state)
{
	static const struct {
		uint32_t records, record_size;
	} lies[] = {
		{ 0, 320 },	     { 1, 320 },
		{ 3, 320 },	     { 2, 0 },
		{ 2, 319 },	     { 2, 321 },
		{ 1, 640 },	     { 4, 160 },
		{ 640, 1 },	     { UINT32_MAX, 320 },
		{ 2, UINT32_MAX },   { UINT32_MAX, 0 },
		{ 0x80000002, 320 }, { 0, UINT32_MAX },
		{ 0x10000280, 1 },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(lies); i++) {
		struct reply reply = list_of(2);

		reply.head.records = lies[i].records;
		reply.head.record_size = lies[i].record_size;
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_LIST), -EPROTO);
	}
}

static int decode_in_place(struct reply *reply)
{
	const struct datagram datagram = { .bytes = reply,
					   .size = reply->head.header.size };
	struct error err;

	return reply_decode(&datagram, VMTAP_PROTO_LIST, reply, &err);
}

/* Records of a newer daemon: longer, and zero where this one has no field. */
static void takes_longer_records_of_zeros(void **state)
{
	struct reply reply, got;
	const struct vmtap_proto_lease *lease;
	struct error err;

	(void)state;
	reply = list_of(2);
	memmove(reply.records + 328, reply.records + 320, 320);
	memset(reply.records + 320, 0, 8);
	memset(reply.records + 648, 0, 8);
	reply.head.record_size = 328;
	reply.head.header.size += 16;
	assert_int_equal(
		reply_decode(DATAGRAM(&reply, reply.head.header.size, 0),
			     VMTAP_PROTO_LIST, &got, &err),
		0);
	assert_int_equal(got.head.records, 2);
	assert_int_equal(got.head.record_size, 320);
	lease = reply_record(&got, 1);
	assert_string_equal(lease->ifname, "vt0");
	/* in place, as the library has it */
	assert_int_equal(decode_in_place(&reply), 0);
	assert_memory_equal(&reply, &got, got.head.header.size);
	reply = list_of(1);
	reply.head.record_size = 328;
	reply.head.header.size += 8;
	memset(reply.records + 320, 0, 8);
	reply.records[327] = 1;
	assert_int_equal(decode_in_place(&reply), -EPROTO);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_version_1),
		cmocka_unit_test(decodes_version_1),
		cmocka_unit_test(numbers_keep_their_meaning),
		cmocka_unit_test(has_records_of_its_verb),
		cmocka_unit_test(lists_end),
		cmocka_unit_test(halves_lists),
		cmocka_unit_test(refuses_every_truncation),
		cmocka_unit_test(refuses_counts_that_lie),
		cmocka_unit_test(takes_longer_records_of_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
