/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/replies.h"

#include "common/note.h"
#include "common/program.h"

#define NOTES_ALL ((uint32_t)((UINT64_C(1) << NOTES) - 1))

/* Fields with which a faulty daemon could harm its client. */
static void refuses_wild_fields(void **state)
{
	struct vmtap_proto_lease *lease;
	struct reply reply;

	(void)state;
#define REFUSES(change)                                                        \
	do {                                                                   \
		reply = open_reply();                                          \
		lease = (struct vmtap_proto_lease *)reply.records;             \
		change;                                                        \
		assert_int_equal(decode(&reply, 4, VMTAP_PROTO_OPEN),          \
				 -EPROTO);                                     \
	} while (0)
	REFUSES(reply.head.header.verb = VMTAP_PROTO_LIST);
	REFUSES(reply.head.header.verb = 0);
	REFUSES(reply.head.header.flags |= 2);
	REFUSES(reply.head.reserved = 1);
	REFUSES(reply.head.queue_fds = VMTAP_QUEUES_MAX + 1);
	REFUSES(reply.head.queue_fds = UINT32_MAX; reply.head.vhost_fds = 5);
	REFUSES(reply.head.vhost_fds = VMTAP_QUEUES_MAX + 1);
	REFUSES(reply.head.queue_fds = 0; reply.head.vhost_fds = 4);
	REFUSES(lease->flags |= VMTAP_PROTO_L_PINNED);
	REFUSES(lease->flags |= 0x20);
	REFUSES(lease->flags = VMTAP_PROTO_L_LEARNED); /* which address? */
	REFUSES(lease->queues = VMTAP_QUEUES_MAX + 1);
	REFUSES(lease->ifindex = 0x80000000);
	REFUSES(lease->mtu = 0x80000000);
	REFUSES(lease->pid = 0x80000000);
	REFUSES(lease->vnet_hdr_size = 256);
	REFUSES(lease->lladdr[0] |= 1); /* a group's */
	REFUSES(memset(lease->lladdr, 0, 6));
	REFUSES(lease->flags = 0); /* an address that is not told */
	REFUSES(strcpy(lease->ifname, ".."));
	REFUSES(lease->reserved_vlan = 1);
	REFUSES(lease->reserved0 = 1);
	REFUSES(lease->until = 1); /* of what is not held */
	REFUSES(lease->flags |= VMTAP_PROTO_L_PROCESS);
	REFUSES(lease->flags |= VMTAP_PROTO_L_HELD; lease->until = UINT64_MAX);
	REFUSES(lease->told = TOLD_ALL);
	REFUSES(lease->told = TOLD_FRAMES); /* which address? */
	REFUSES(lease->addresses[0].address[15] = 1); /* from where? */
	REFUSES(lease->addresses[3].age = 1);
	REFUSES(lease->told = TOLD_HIDDEN; lease->addresses[0].address[0] = 1);
	REFUSES(lease->told = TOLD_FRAMES;
		lease->addresses[1].address[0] = 1); /* behind the end */
	REFUSES(lease->told = TOLD_FRAMES; lease->addresses[0].address[0] = 1;
		lease->addresses[1].age = 1);
	REFUSES(lease->unasked = UINT32_C(1) << UNASKED_ALL);
	REFUSES(strcpy(lease->link, "a/b"));
	REFUSES(lease->state = 4);
	REFUSES(lease->notes = UINT32_C(1) << NOTES);
	REFUSES(strcpy(lease->network, "a b"));
	REFUSES(lease->network[63] = 'x');
	REFUSES(memset(lease->vm, 'x', sizeof(lease->vm)));
	REFUSES(memset(lease->ifname, 'x', sizeof(lease->ifname)));
#undef REFUSES
}

static void refuses_wild_networks(void **state)
{
	struct vmtap_proto_network *network;
	struct reply reply;

	(void)state;
#define REFUSES(change)                                                        \
	do {                                                                   \
		reply = networks_reply();                                      \
		network = (struct vmtap_proto_network *)reply.records;         \
		change;                                                        \
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_NETWORKS),      \
				 -EPROTO);                                     \
	} while (0)
	REFUSES(network->flags |= 2);
	REFUSES(network->ranges = VMTAP_RANGES_MAX + 1);
	REFUSES(network->range[0].prefix = 49);
	REFUSES(network->range[7].reserved = 1);
	REFUSES(network->range[1].lladdr[5] = 1); /* one too many */
	REFUSES(network->mtu = 0x80000000);
	REFUSES(network->limit[VMTAP_LIMIT_DEVICES].used = UINT32_MAX - 1);
	REFUSES(network->limit[VMTAP_LIMIT_QUEUES].max = 17);
	REFUSES(network->limit[VMTAP_LIMITS].max = 1);
	REFUSES(network->limit[VMTAP_PROTO_LIMITS - 1].used = 1);
	REFUSES(network->reserved[35] = 1);
	REFUSES(network->held.used = UINT32_MAX - 1);
	REFUSES(strcpy(network->network, "a b"));
	REFUSES(memset(network->rule, 'x', sizeof(network->rule)));
	REFUSES(strcpy(network->rule, "\033[2J"));
	REFUSES(strcpy(network->rule, "two\nlines"));
	REFUSES(strcpy(network->rule, "\x7f"));
#undef REFUSES
}

static void refuses_wild_refusals(void **state)
{
	static const char *const reasons[] = { "\033[2J", "two\nlines", "\x7f",
					       "\xc2\x9b"
					       "2J" };
	struct error err = { .code = VMTAP_E_HOST };
	struct reply reply;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(reasons); i++) {
		strcpy(err.text, reasons[i]);
		reply_refuse(&reply, VMTAP_PROTO_OPEN, &err);
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
		strcpy((char *)reply.records, reasons[i]);
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), -EPROTO);
	}
	strcpy(err.text, "no");
	reply_refuse(&reply, VMTAP_PROTO_OPEN, &err);
	memset(reply.records, 'x', 384); /* without an end */
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), -EPROTO);
	reply_refuse(&reply, VMTAP_PROTO_LIST, &err);
	reply.head.header.flags = VMTAP_PROTO_R_END;
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_LIST), -EPROTO);
}

static void descriptors_are_counted(void **state)
{
	const struct error err = { VMTAP_E_DENIED, "no" };
	struct reply reply = open_reply();

	(void)state;
	assert_int_equal(decode(&reply, 4, VMTAP_PROTO_OPEN), 0);
	assert_int_equal(decode(&reply, 3, VMTAP_PROTO_OPEN), -EPROTO);
	assert_int_equal(decode(&reply, 5, VMTAP_PROTO_OPEN), -EPROTO);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), -EPROTO);
	reply_refuse(&reply, VMTAP_PROTO_OPEN, &err);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
	assert_int_equal(decode(&reply, 4, VMTAP_PROTO_OPEN), -EPROTO);
	reply.head.queue_fds = 1;
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), -EPROTO);
	reply = list_of(1);
	reply.head.queue_fds = 1;
	assert_int_equal(decode(&reply, 1, VMTAP_PROTO_LIST), -EPROTO);
}

/* A daemon that cannot read the verb still says why it refuses. */
static void refusal_of_another_verb_is_heard(void **state)
{
	const struct error err = { VMTAP_E_PROTOCOL, "not understood" };
	struct reply reply;

	(void)state;
	reply_refuse(&reply, (enum vmtap_proto_verb)0, &err);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
	reply_refuse(&reply, (enum vmtap_proto_verb)65535, &err);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
}

static void longest_sentence_fits(void **state)
{
	const struct vmtap_proto_refusal *refusal;
	struct error err = { .code = VMTAP_E_HOST };
	struct reply reply;

	(void)state;
	memset(err.text, 'x', VMTAP_TEXT_MAX);
	reply_refuse(&reply, VMTAP_PROTO_OPEN, &err);
	refusal = reply_record(&reply, 0);
	assert_int_equal(strlen(refusal->reason), VMTAP_TEXT_MAX);
	assert_int_equal(decode(&reply, 0, VMTAP_PROTO_OPEN), 0);
}

static void shows_what_is_in_order(void **state)
{
	struct vmtap_proto_show *show;
	struct reply reply;

	(void)state;
#define SHOWS(change, result)                                                  \
	do {                                                                   \
		reply_init(&reply, VMTAP_PROTO_SHOW);                          \
		show = reply_add(&reply);                                      \
		strcpy(show->lease.ifname, "vt0");                             \
		show->lease.flags = VMTAP_PROTO_L_PINNED |                     \
				    VMTAP_PROTO_L_LLADDR;                      \
		show->lease.lladdr[0] = 2;                                     \
		show->lines = 5;                                               \
		show->next = 2;                                                \
		strcpy(show->text, "; a head\n   0: ldx #0\n");                \
		change;                                                        \
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_SHOW), result); \
	} while (0)
	SHOWS((void)0, 0);
	SHOWS(memset(show->text, 0, sizeof(show->text)), 0);
	SHOWS(show->next = 6, -EPROTO); /* behind the end */
	SHOWS(show->lease.flags = VMTAP_PROTO_L_PINNED, -EPROTO);
	SHOWS(reply.head.header.verb = VMTAP_PROTO_LIST, -EPROTO);
	SHOWS(show->program_kind = PROGRAM_EARLIER, 0);
	SHOWS(show->program_kind = PROGRAM_EARLIER + 1, -EPROTO);
	SHOWS((show->program_kind = PROGRAM_EBPF, show->drops[13] = 1), 0);
	SHOWS((show->program_kind = PROGRAM_EBPF, show->drops[14] = 1),
	      -EPROTO); /* no such reason */
	SHOWS((show->program_kind = PROGRAM_CLASSIC, show->drops[0] = 1),
	      -EPROTO); /* it does not count */
	SHOWS(show->text[3] = '\033', -EPROTO); /* to a terminal */
	SHOWS(strcpy(show->text, "half a line"), -EPROTO);
	SHOWS(memset(show->text, '\n', sizeof(show->text)), -EPROTO);
	SHOWS(strcpy(show->notes, "mute: a\nhost-address: b\n"), 0);
	SHOWS(show->notes[0] = '\033', -EPROTO);
	SHOWS(strcpy(show->notes, "half a line"), -EPROTO);
	SHOWS(show->lease.notes = NOTES_ALL, 0);
	SHOWS(show->lease.notes = NOTES_ALL + 1, -EPROTO);
	SHOWS(show->lease.state = 3, 0);
	SHOWS((show->lease.told = TOLD_FRAMES,
	       show->lease.addresses[0].address[0] = 1),
	      0);
	SHOWS((show->lease.told = TOLD_NEIGHBOURS,
	       memset(show->lease.addresses, 1, sizeof(show->lease.addresses))),
	      0);
	SHOWS(show->lease.told = TOLD_HIDDEN, 0);
#undef SHOWS
}

static void finds_what_is_in_order(void **state)
{
	struct vmtap_proto_finding *finding;
	struct reply reply;

	(void)state;
#define FINDS(change, result)                                                  \
	do {                                                                   \
		reply_init(&reply, VMTAP_PROTO_DIAGNOSE);                      \
		finding = reply_add(&reply);                                   \
		finding->number = 1;                                           \
		strcpy(finding->name, "tun");                                  \
		strcpy(finding->link, "br0");                                  \
		strcpy(finding->text, "a sentence");                           \
		change;                                                        \
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_DIAGNOSE),      \
				 result);                                      \
	} while (0)
	FINDS((void)0, 0);
	FINDS(finding->state = VMTAP_STATE_UNSEEN, 0);
	FINDS(finding->state = VMTAP_STATE_UNSEEN + 1, -EPROTO);
	FINDS(finding->name[0] = '\033', -EPROTO); /* to a terminal */
	FINDS(finding->text[0] = '\n', -EPROTO);
	FINDS(strcpy(finding->link, "a/b"), -EPROTO);
	FINDS(finding->reserved[7] = 1, -EPROTO);
#undef FINDS
}

static void watches_what_is_in_order(void **state)
{
	struct vmtap_proto_event *event;
	struct reply reply;

	(void)state;
#define WATCHES(change, result)                                                \
	do {                                                                   \
		reply_init(&reply, VMTAP_PROTO_WATCH);                         \
		event = reply_add(&reply);                                     \
		event->flags = VMTAP_PROTO_E_LEASE;                            \
		strcpy(event->name, "granted");                                \
		strcpy(event->ifname, "vt0");                                  \
		change;                                                        \
		assert_int_equal(decode(&reply, 0, VMTAP_PROTO_WATCH),         \
				 result);                                      \
	} while (0)
	WATCHES((void)0, 0);
	WATCHES((event->flags |= VMTAP_PROTO_E_BY, event->by_uid = 7,
		 event->by_pid = 8),
		0);
	WATCHES(event->by_uid = 7, -EPROTO);
	WATCHES(event->by_pid = 8, -EPROTO);
	WATCHES((event->flags |= VMTAP_PROTO_E_BY, event->by_pid = UINT32_MAX),
		-EPROTO);
	WATCHES((event->flags |= VMTAP_PROTO_E_LLADDR, event->lladdr[0] = 2),
		0);
	WATCHES(event->lladdr[0] = 2, -EPROTO);
	WATCHES(event->flags |= VMTAP_PROTO_E_LLADDR, -EPROTO);
	WATCHES(event->flags |= VMTAP_PROTO_E_LOST, -EPROTO);
	WATCHES((event->flags = VMTAP_PROTO_E_LOST, event->count = 3), 0);
	WATCHES(event->flags = VMTAP_PROTO_E_LOST | VMTAP_PROTO_E_BY, -EPROTO);
	WATCHES(event->flags = 0, 0); /* the present */
	WATCHES(event->flags |= 0x10, -EPROTO);
	WATCHES(event->pid = UINT32_MAX, -EPROTO);
	WATCHES(event->ifindex = UINT32_MAX, -EPROTO);
	WATCHES(strcpy(event->ifname, "a/b"), -EPROTO);
	WATCHES(event->reserved0 = 1, -EPROTO);
	WATCHES(event->reserved[35] = 1, -EPROTO);
#undef WATCHES
}

/* Each text of each record, and what else than printable ASCII it may have. */
static const struct {
	enum vmtap_proto_verb verb;
	bool is_refused;
	size_t at, size;
	const char *also;
} texts[] = {
#define TEXT(verb, record, field, also)                                        \
	{                                                                      \
		VMTAP_PROTO_##verb, false,                                     \
			offsetof(struct vmtap_proto_##record, field),          \
			sizeof(((struct vmtap_proto_##record *)0)->field),     \
			also                                                   \
	}
	TEXT(OPEN, lease, network, ""),
	TEXT(OPEN, lease, vm, ""),
	TEXT(OPEN, lease, ifname, ""),
	TEXT(RELEASE, lease, network, ""),
	TEXT(RELEASE, lease, vm, ""),
	TEXT(RELEASE, lease, ifname, ""),
	TEXT(SET, lease, network, ""),
	TEXT(SET, lease, vm, ""),
	TEXT(SET, lease, ifname, ""),
	TEXT(LIST, lease, network, ""),
	TEXT(LIST, lease, vm, ""),
	TEXT(LIST, lease, ifname, ""),
	TEXT(LIST, lease, link, ""),
	TEXT(CHECK, check, lease.network, ""),
	TEXT(CHECK, check, lease.vm, ""),
	TEXT(CHECK, check, lease.ifname, ""),
	TEXT(CHECK, check, network.network, ""),
	TEXT(CHECK, check, network.rule, ""),
	TEXT(NETWORKS, network, network, ""),
	TEXT(NETWORKS, network, rule, ""),
	TEXT(SHOW, show, lease.network, ""),
	TEXT(SHOW, show, lease.vm, ""),
	TEXT(SHOW, show, lease.ifname, ""),
	TEXT(SHOW, show, lease.link, ""),
	TEXT(SHOW, show, text, "\n"),
	TEXT(SHOW, show, notes, "\n"),
	TEXT(WATCH, event, name, ""),
	TEXT(WATCH, event, note, ""),
	TEXT(WATCH, event, address, ""),
	TEXT(WATCH, event, network, ""),
	TEXT(WATCH, event, vm, ""),
	TEXT(WATCH, event, ifname, ""),
	TEXT(WATCH, event, reason, ""),
	{ VMTAP_PROTO_LIST, true, 0, sizeof(struct vmtap_proto_refusal), "" },
#undef TEXT
};

/* A reply whose text i is "a", then a byte, then the end. */
static int decode_text(size_t i, const char *bytes, bool is_endless)
{
	const enum vmtap_proto_verb verb = texts[i].verb;
	const bool has_device = verb == VMTAP_PROTO_OPEN &&
				!texts[i].is_refused;
	struct reply reply;
	char *text;

	reply_init(&reply, verb);
	if (texts[i].is_refused)
		reply.head.code = VMTAP_E_DENIED;
	else if (verb == VMTAP_PROTO_LIST || verb == VMTAP_PROTO_NETWORKS)
		reply.head.header.flags = VMTAP_PROTO_R_END;
	reply.head.queue_fds = has_device;
	text = (char *)reply_add(&reply) + texts[i].at;
	if (is_endless)
		memset(text, 'a', texts[i].size);
	else
		strcpy(text, bytes);
	return decode(&reply, has_device, verb);
}

static void refuses_each_byte_in_each_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		const char *end = strchr(texts[i].also, '\n') ? "\n" : "";

		for (unsigned int byte = 1; byte < 256; byte++) {
			const char text[] = { 'a', (char)byte, *end, '\0' };
			const bool is_good = (byte > ' ' && byte <= '~') ||
					     strchr(texts[i].also, (int)byte);
			int r = decode_text(i, text, false);

			/* names refuse more, such as a blank */
			if (!is_good && byte != ' ')
				assert_int_equal(r, -EPROTO);
			if (byte == 'b')
				assert_int_equal(r, 0);
		}
		assert_int_equal(decode_text(i, "", true), -EPROTO);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_wild_fields),
		cmocka_unit_test(refuses_wild_networks),
		cmocka_unit_test(refuses_wild_refusals),
		cmocka_unit_test(refuses_each_byte_in_each_text),
		cmocka_unit_test(descriptors_are_counted),
		cmocka_unit_test(refusal_of_another_verb_is_heard),
		cmocka_unit_test(longest_sentence_fits),
		cmocka_unit_test(shows_what_is_in_order),
		cmocka_unit_test(finds_what_is_in_order),
		cmocka_unit_test(watches_what_is_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
