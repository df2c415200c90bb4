/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any datagram of a faulty daemon: the first byte says what was asked and how
 * many descriptors came.  A reply that reply_decode() accepts can be printed.
 */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/program.h"
#include "common/wire/reply.h"
#include "common/wire/request.h"
#include "tests/fuzz/fuzz.h"

static void check_text(const char *text, size_t size)
{
	assert(memchr(text, '\0', size));
	for (; *text; text++)
		assert(*text >= ' ' && *text <= '~');
}

static void check_label(const char *text)
{
	struct label label;

	assert(text[0] == '\0' || label_parse(text, &label) == 0);
}

static void check_lease(const struct vmtap_proto_lease *lease)
{
	check_label(lease->network);
	check_label(lease->vm);
	check_text(lease->ifname, sizeof(lease->ifname));
	assert(lease->queues <= VMTAP_QUEUES_MAX);
	assert(lease->ifindex <= INT32_MAX && lease->pid <= INT32_MAX);
}

static void check_network(const struct vmtap_proto_network *network)
{
	check_label(network->network);
	assert(network->ranges <= VMTAP_RANGES_MAX);
	check_text(network->rule, sizeof(network->rule));
}

/* The text of SHOW consists of lines, and has an end. */
static void check_show(const struct vmtap_proto_show *show)
{
	check_lease(&show->lease);
	assert(memchr(show->text, '\0', sizeof(show->text)));
	for (const char *text = show->text; *text; text++)
		assert((*text >= ' ' && *text <= '~') || *text == '\n');
	assert(show->next <= show->lines);
	assert(show->program_kind <= PROGRAM_EARLIER);
}

static void check_finding(const struct vmtap_proto_finding *finding)
{
	assert(finding->state <= VMTAP_STATE_UNSEEN);
	assert(strnlen(finding->name, sizeof(finding->name)) <
	       sizeof(finding->name));
	assert(strnlen(finding->text, sizeof(finding->text)) <
	       sizeof(finding->text));
}

static void check_event(const struct vmtap_proto_event *event)
{
	check_label(event->network);
	check_label(event->vm);
	check_text(event->name, sizeof(event->name));
	check_text(event->note, sizeof(event->note));
	check_text(event->address, sizeof(event->address));
	check_text(event->ifname, sizeof(event->ifname));
	check_text(event->reason, sizeof(event->reason));
	assert(event->pid <= INT32_MAX && event->by_pid <= INT32_MAX);
}

static void check_record(enum vmtap_proto_verb verb, const void *record)
{
	const struct vmtap_proto_check *check = record;

	switch (verb) {
	case VMTAP_PROTO_OPEN:
	case VMTAP_PROTO_LIST:
	case VMTAP_PROTO_RELEASE:
	case VMTAP_PROTO_SET:
		check_lease(record);
		break;
	case VMTAP_PROTO_CHECK:
		check_lease(&check->lease);
		check_network(&check->network);
		break;
	case VMTAP_PROTO_NETWORKS:
		check_network(record);
		break;
	case VMTAP_PROTO_SHOW:
		check_show(record);
		break;
	case VMTAP_PROTO_DIAGNOSE:
		check_finding(record);
		break;
	case VMTAP_PROTO_WATCH:
		check_event(record);
		break;
	case VMTAP_PROTO_REVOKE:
		break;
	}
}

static void check_decoded(const struct reply *reply, size_t n_fds)
{
	const struct vmtap_proto_reply *head = &reply->head;
	const enum vmtap_proto_verb verb = head->header.verb;
	const struct vmtap_proto_refusal *refusal;

	assert(head->header.size <= sizeof(*reply));
	assert(head->header.size ==
	       sizeof(*head) + (uint64_t)head->records * head->record_size);
	assert(n_fds == (size_t)head->queue_fds + head->vhost_fds);
	assert(n_fds <= VMTAP_FDS_MAX);
	if (head->code != VMTAP_OK) {
		refusal = reply_record(reply, 0);
		check_text(refusal->reason, sizeof(refusal->reason));
		assert(n_fds == 0);
		return;
	}
	assert(n_fds == 0 || verb == VMTAP_PROTO_OPEN);
	assert(head->records > 0 || head->header.flags & VMTAP_PROTO_R_END);
	for (size_t i = 0; i < head->records; i++)
		check_record(verb, reply_record(reply, i));
}

/* The library decodes a datagram where it is. */
static void decode_in_place(const struct datagram *datagram,
			    enum vmtap_proto_verb verb,
			    const struct reply *expected)
{
	struct datagram here = *datagram;
	struct error err = { 0 };
	struct reply reply;
	int r;

	if (datagram->size > sizeof(reply))
		return;
	memcpy(&reply, datagram->bytes, datagram->size);
	here.bytes = &reply;
	r = reply_decode(&here, verb, &reply, &err);
	assert(r == (expected ? 0 : -EPROTO));
	if (expected)
		assert(memcmp(&reply, expected, expected->head.header.size) ==
		       0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reply reply;
	struct error err = { 0 };
	enum vmtap_proto_verb verb;
	struct datagram datagram;

	if (size == 0)
		return 0;
	/* three bits; there is no verb 0, which stands for two more */
	verb = (enum vmtap_proto_verb)(data[0] & 7);
	if (!verb)
		verb = data[0] & 8 ? VMTAP_PROTO_WATCH : VMTAP_PROTO_DIAGNOSE;
	datagram =
		(struct datagram){ .bytes = data + 1,
				   .size = size - 1,
				   .n_fds = data[0] >> (data[0] & 7 ? 3 : 4) };
	if (reply_decode(&datagram, verb, &reply, &err) == 0) {
		check_decoded(&reply, datagram.n_fds);
		decode_in_place(&datagram, verb, &reply);
	} else {
		assert(err.code == VMTAP_E_PROTOCOL);
		check_text(err.text, sizeof(err.text));
		decode_in_place(&datagram, verb, NULL);
	}
	return 0;
}
