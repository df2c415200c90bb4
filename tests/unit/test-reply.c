/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/wire/reply.h"

/*
 * Version 1 of the reply, byte by byte.  Programs of this version are in use:
 * if this test fails, the change needs a new version, not a new array.
 */
static const uint8_t golden_open[680] = {
	[0] = U32(0x50544d56), /* magic, "VMTP" */
	[4] = U16(1), /* version */
	[6] = U16(1), /* verb: OPEN */
	[8] = U32(680), /* size */
	[12] = U32(2), /* flags: LLADDR */
	[16] = U32(0), /* code */
	[20] = U32(2), /* kind: macvtap */
	[24] = U32(3), /* mode: bridge */
	[28] = U32(0x01020304), /* ifindex */
	[32] = U32(1500), /* mtu */
	[36] = U32(2), /* queues */
	[40] = U32(2), /* vhosts */
	[44] = U32(12), /* vnet_hdr_size */
	[48] = U32(4), /* devices_max */
	[52] = U32(1), /* devices_used */
	[56] = U32(1000), /* uid */
	[60] = U32(4711), /* pid */
	[64] = U32(0x55555555),
	U32(0x55555555), /* since */
	[72] = 0x52,
	0x54,
	0x00,
	0x12,
	0x34,
	0x56,
	[78] = 1, /* ranges */
	[88] = 'l',
	'a',
	'n', /* network */
	[152] = 'w',
	'e',
	'b',
	'1', /* vm */
	[216] = 'v',
	't',
	'0', /* ifname */
	[232] = 0x52,
	0x54,
	0,
	0,
	0,
	0,
	24, /* range[0] */
	[296] = 0, /* text */
};

static const uint8_t golden_refusal[680] = {
	[0] = U32(0x50544d56), [4] = U16(1),  [6] = U16(2), /* verb: CHECK */
	[8] = U32(680),	       [16] = U32(2), /* code: DENIED */
	[296] = 'n',	       'o', /* text */
};

static struct vmtap_proto_reply open_reply(void)
{
	const struct lladdr lladdr = { { 0x52, 0x54, 0, 0x12, 0x34, 0x56 } };
	struct vmtap_proto_reply reply;

	reply_init(&reply, VMTAP_PROTO_OPEN);
	reply.kind = VMTAP_KIND_MACVTAP;
	reply.mode = VMTAP_MODE_BRIDGE;
	reply.ifindex = 0x01020304;
	reply.mtu = 1500;
	reply.queues = 2;
	reply.vhosts = 2;
	reply.vnet_hdr_size = 12;
	reply.devices_max = 4;
	reply.devices_used = 1;
	reply.uid = 1000;
	reply.pid = 4711;
	reply.since = UINT64_C(0x5555555555555555);
	reply_set_lladdr(&reply, &lladdr);
	reply.ranges = 1;
	strcpy(reply.network, "lan");
	strcpy(reply.vm, "web1");
	strcpy(reply.ifname, "vt0");
	memcpy(reply.range[0].lladdr, "\x52\x54", 2);
	reply.range[0].prefix = 24;
	return reply;
}

static void encodes_version_1(void **state)
{
	const struct error err = { VMTAP_E_DENIED, "no" };
	struct vmtap_proto_reply reply = open_reply();

	(void)state;
	assert_memory_equal(&reply, golden_open, sizeof(golden_open));
	reply_refuse(&reply, VMTAP_PROTO_CHECK, &err);
	assert_memory_equal(&reply, golden_refusal, sizeof(golden_refusal));
}

static void decodes_version_1(void **state)
{
	struct vmtap_proto_reply reply;
	struct error err;

	(void)state;
	assert_int_equal(reply_decode(golden_open, sizeof(golden_open), 4,
				      VMTAP_PROTO_OPEN, &reply, &err),
			 0);
	assert_memory_equal(&reply, golden_open, sizeof(golden_open));
	assert_int_equal(reply_decode(golden_refusal, sizeof(golden_refusal), 0,
				      VMTAP_PROTO_CHECK, &reply, &err),
			 0);
	assert_string_equal(reply.text, "no");
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
	assert_int_equal(VMTAP_PROTO_R_LLADDR, 2);
	assert_int_equal(VMTAP_PROTO_R_VHOST, 4);
	assert_int_equal(VMTAP_PROTO_R_LEARNED, 8);
	assert_int_equal(VMTAP_PROTO_R_PINNED, 16);
}

static int decode(const struct vmtap_proto_reply *wire, size_t n_fds,
		  enum vmtap_proto_verb verb)
{
	struct vmtap_proto_reply reply;
	struct error err = { 0 };
	int r = reply_decode(wire, sizeof(*wire), n_fds, verb, &reply, &err);

	if (r < 0)
		assert_string_equal(
			err.text,
			"vmtapd's answer cannot be understood; client and daemon may be of different versions");
	return r;
}

/* What was reserved at first, and may be there for these verbs only. */
static void has_limits(void **state)
{
	static const enum vmtap_proto_verb verbs[] = { VMTAP_PROTO_CHECK,
						       VMTAP_PROTO_NETWORKS };
	struct vmtap_proto_reply reply, got;
	struct error err;

	(void)state;
	assert_int_equal(offsetof(struct vmtap_proto_reply, network_max), 64);
	assert_int_equal(offsetof(struct vmtap_proto_reply, network_used), 68);
	assert_int_equal(offsetof(struct vmtap_proto_reply, queues_max), 79);
	assert_int_equal(offsetof(struct vmtap_proto_reply, queues_total), 80);
	assert_int_equal(offsetof(struct vmtap_proto_reply, queues_used), 84);
	for (size_t i = 0; i < N_ELEMENTS(verbs); i++) {
		reply_init(&reply, verbs[i]);
		reply.queues_max = 16;
		reply.queues_total = 20;
		reply.queues_used = 7;
		reply.network_used = VMTAP_PROTO_UNTOLD;
		strcpy(reply.text, "a.conf:1: allow");
		assert_int_equal(decode(&reply, 0, verbs[i]), 0);
		assert_int_equal(reply_decode(&reply, sizeof(reply), 0,
					      verbs[i], &got, &err),
				 0);
		assert_memory_equal(&got, &reply, sizeof(got));
		reply.queues_max = 17;
		assert_int_equal(decode(&reply, 0, verbs[i]), -EPROTO);
	}
}

/* The fields that a daemon gone wrong could fill so as to harm its client. */
static void refuses_wild_fields(void **state)
{
	struct vmtap_proto_reply reply;

	(void)state;
#define REFUSES(change)                                                        \
	do {                                                                   \
		reply = open_reply();                                          \
		change;                                                        \
		assert_int_equal(decode(&reply, 4, VMTAP_PROTO_OPEN),          \
				 -EPROTO);                                     \
	} while (0)
	REFUSES(reply.header.verb = VMTAP_PROTO_LIST);
	REFUSES(reply.header.flags |= 32);
	REFUSES(reply.header.flags |= VMTAP_PROTO_R_PINNED);
	REFUSES(reply.queues_max = 1);
	REFUSES(reply.queues_total = 1);
	REFUSES(reply.queues_used = 1);
	REFUSES(reply.text[0] = 'x');
	REFUSES(reply.ranges = VMTAP_RANGES_MAX + 1);
	REFUSES(reply.range[0].prefix = 49);
	REFUSES(reply.queues = VMTAP_QUEUES_MAX + 1);
	REFUSES(reply.queues = UINT32_MAX; reply.vhosts = 5);
	REFUSES(reply.vhosts = VMTAP_QUEUES_MAX + 1);
	REFUSES(reply.queues = 0; reply.vhosts = 4);
	REFUSES(strcpy(reply.network, "a b"));
	REFUSES(reply.network[63] = 'x');
	REFUSES(memset(reply.vm, 'x', sizeof(reply.vm)));
	REFUSES(memset(reply.ifname, 'x', sizeof(reply.ifname)));
	REFUSES(memset(reply.text, 'x', sizeof(reply.text)));
	REFUSES(strcpy(reply.text, "\033[2J"));
	REFUSES(strcpy(reply.text, "two\nlines"));
	REFUSES(strcpy(reply.text, "\x7f"));
#undef REFUSES
}

static void descriptors_are_counted(void **state)
{
	struct vmtap_proto_reply reply = open_reply();

	(void)state;
	assert_int_equal(decode(&reply, 4, VMTAP_PROTO_OPEN), 0);
	assert_int_equal(decode(&reply, 3, VMTAP_PROTO_OPEN), -EPROTO);
	assert_int_equal(decode(&reply, 5, VMTAP_PROTO_OPEN), -EPROTO);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), -EPROTO);
	reply.header.verb = VMTAP_PROTO_CHECK;
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_CHECK), 0);
	assert_int_equal(decode(&reply, 4, VMTAP_PROTO_CHECK), -EPROTO);
	reply.header.verb = VMTAP_PROTO_OPEN;
	reply.code = VMTAP_E_DENIED;
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
	assert_int_equal(decode(&reply, 4, VMTAP_PROTO_OPEN), -EPROTO);
}

/* A daemon that could not read the verb still says why it refuses. */
static void refusal_of_another_verb_is_heard(void **state)
{
	const struct error err = { VMTAP_E_PROTOCOL, "not understood" };
	struct vmtap_proto_reply reply;

	(void)state;
	reply_refuse(&reply, (enum vmtap_proto_verb)0, &err);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
}

static void longest_sentence_fits(void **state)
{
	struct vmtap_proto_reply reply;
	struct error err = { .code = VMTAP_E_HOST };

	(void)state;
	memset(err.text, 'x', VMTAP_TEXT_MAX);
	reply_refuse(&reply, VMTAP_PROTO_OPEN, &err);
	assert_int_equal(strlen(reply.text), VMTAP_TEXT_MAX);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
}

static int decode_show(const struct vmtap_proto_show *show, size_t n_fds)
{
	struct vmtap_proto_show decoded;
	struct error err;
	int r = reply_decode_show(show, show->reply.header.size, n_fds,
				  &decoded, &err);

	if (r == 0)
		assert_memory_equal(&decoded, show, show->reply.header.size);
	return r;
}

static struct vmtap_proto_show good_show(void)
{
	struct vmtap_proto_show show;

	reply_init_show(&show);
	strcpy(show.reply.ifname, "vt0");
	show.reply.header.flags = VMTAP_PROTO_R_PINNED | VMTAP_PROTO_R_LLADDR;
	show.lines = 5;
	show.next = 2;
	strcpy(show.text, "; a head\n   0: ldx #0\n");
	return show;
}

static void shows_what_is_in_order(void **state)
{
	const struct error refusal = { VMTAP_E_NO_LEASE, "no" };
	struct vmtap_proto_show show = good_show();

	(void)state;
	assert_int_equal(decode_show(&show, 0), 0);
	assert_int_equal(decode_show(&show, 1), -EPROTO);
	show.next = 6; /* behind the end */
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	show.reply.header.flags = VMTAP_PROTO_R_PINNED; /* which address? */
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	show.reply.queues_used = 1; /* of NETWORKS */
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	show.reply.header.verb = VMTAP_PROTO_LIST;
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	show.reserved = 1;
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	show.text[3] = '\033'; /* to a terminal */
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	strcpy(show.text, "half a line");
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	memset(show.text, '\n', sizeof(show.text)); /* without an end */
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	show.reply.header.size = sizeof(show.reply); /* only half of it */
	assert_int_equal(decode_show(&show, 0), -EPROTO);
	show = good_show();
	reply_refuse(&show.reply, VMTAP_PROTO_SHOW, &refusal);
	assert_int_equal(decode_show(&show, 0), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_version_1),
		cmocka_unit_test(decodes_version_1),
		cmocka_unit_test(numbers_keep_their_meaning),
		cmocka_unit_test(has_limits),
		cmocka_unit_test(refuses_wild_fields),
		cmocka_unit_test(descriptors_are_counted),
		cmocka_unit_test(refusal_of_another_verb_is_heard),
		cmocka_unit_test(longest_sentence_fits),
		cmocka_unit_test(shows_what_is_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
