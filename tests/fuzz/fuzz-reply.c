/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any datagram of a daemon gone wrong: the first byte says what was asked and
 * how many descriptors came.  What reply_decode() lets pass can be printed.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/wire/reply.h"
#include "tests/fuzz/fuzz.h"

static void check_text(const char *text, size_t size)
{
	assert(memchr(text, '\0', size));
	for (; *text; text++)
		assert((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void check_decoded(const struct vmtap_proto_reply *reply, size_t n_fds)
{
	struct label label;

	if (reply->header.verb == VMTAP_PROTO_OPEN && reply->code == VMTAP_OK) {
		assert(n_fds == (size_t)reply->queues + reply->vhosts);
		assert(n_fds >= 1 && n_fds <= VMTAP_FDS_MAX);
	} else {
		assert(n_fds == 0);
	}
	assert(reply->network[0] == '\0' ||
	       label_parse(reply->network, &label) == 0);
	assert(reply->vm[0] == '\0' || label_parse(reply->vm, &label) == 0);
	assert(memchr(reply->ifname, '\0', sizeof(reply->ifname)));
	assert(reply->ranges <= VMTAP_RANGES_MAX);
	check_text(reply->text, sizeof(reply->text));
}

/* The reply to SHOW has lines of text, too, and an end. */
static void check_show(const uint8_t *data, size_t size, size_t n_fds)
{
	struct vmtap_proto_show show;
	struct error err = { 0 };

	if (reply_decode_show(data, size, n_fds, &show, &err) < 0) {
		assert(err.code == VMTAP_E_PROTOCOL);
		return;
	}
	check_decoded(&show.reply, n_fds);
	assert(memchr(show.text, '\0', sizeof(show.text)));
	for (const char *text = show.text; *text; text++)
		assert((unsigned char)*text >= ' ' || *text == '\n');
	assert(show.next <= show.lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vmtap_proto_reply reply;
	struct error err = { 0 };
	enum vmtap_proto_verb verb;
	size_t n_fds;

	if (size == 0)
		return 0;
	verb = (enum vmtap_proto_verb)(data[0] & 7);
	n_fds = data[0] >> 3;
	check_show(data + 1, size - 1, n_fds);
	if (reply_decode(data + 1, size - 1, n_fds, verb, &reply, &err) == 0) {
		check_decoded(&reply, n_fds);
	} else {
		assert(err.code == VMTAP_E_PROTOCOL);
		check_text(err.text, sizeof(err.text));
	}
	return 0;
}
