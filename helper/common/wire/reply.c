/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reply.c - makes and checks replies.  Pure.
 */
#include "common/wire/reply.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/wire/wire.h"

#define KNOWN_FLAGS                                                            \
	(VMTAP_PROTO_R_END | VMTAP_PROTO_R_LLADDR | VMTAP_PROTO_R_VHOST |      \
	 VMTAP_PROTO_R_LEARNED | VMTAP_PROTO_R_PINNED)

void reply_init(struct vmtap_proto_reply *ret_reply, enum vmtap_proto_verb verb)
{
	memset(ret_reply, 0, sizeof(*ret_reply));
	wire_header(&ret_reply->header, (uint16_t)verb, sizeof(*ret_reply), 0);
}

void reply_init_show(struct vmtap_proto_show *ret_show)
{
	memset(ret_show, 0, sizeof(*ret_show));
	reply_init(&ret_show->reply, VMTAP_PROTO_SHOW);
	ret_show->reply.header.size = sizeof(*ret_show);
}

void reply_refuse(struct vmtap_proto_reply *ret_reply,
		  enum vmtap_proto_verb verb, const struct error *err)
{
	reply_init(ret_reply, verb);
	ret_reply->code = err->code;
	memcpy(ret_reply->text, err->text,
	       strnlen(err->text, sizeof(ret_reply->text) - 1));
}

void reply_set_lladdr(struct vmtap_proto_reply *reply,
		      const struct lladdr *lladdr)
{
	memcpy(reply->lladdr, lladdr->b, sizeof(reply->lladdr));
	reply->header.flags |= VMTAP_PROTO_R_LLADDR;
}

static int check_label(const char text[VMTAP_LABEL_MAX + 1])
{
	struct label label;

	if (wire_check_text(text, VMTAP_LABEL_MAX + 1) < 0)
		return -EINVAL;
	return text[0] == '\0' ? 0 : label_parse(text, &label);
}

static int check_ranges(const struct vmtap_proto_reply *reply)
{
	if (reply->ranges > VMTAP_RANGES_MAX)
		return -EINVAL;
	for (unsigned int i = 0; i < reply->ranges; i++)
		if (reply->range[i].prefix > 48)
			return -EINVAL;
	return 0;
}

/* A sentence goes to a terminal: no control characters in it. */
static int check_sentence(const char *text, size_t size)
{
	if (wire_check_text(text, size) < 0)
		return -EINVAL;
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return -EINVAL;
	return 0;
}

/* What only these verbs have; to others, it is not known. */
static int check_limits(const struct vmtap_proto_reply *reply)
{
	if (reply->queues_max > VMTAP_QUEUES_MAX)
		return -EINVAL;
	if (reply->header.verb == VMTAP_PROTO_CHECK ||
	    reply->header.verb == VMTAP_PROTO_NETWORKS)
		return 0;
	return reply->queues_max || reply->queues_total || reply->queues_used ||
			       (reply->code == VMTAP_OK && reply->text[0])
		       ? -EINVAL
		       : 0;
}

/* Only SHOW tells what is pinned, and it is an address. */
static int check_pinned(const struct vmtap_proto_reply *reply)
{
	const uint32_t flags = reply->header.flags;

	if (!(flags & VMTAP_PROTO_R_PINNED))
		return 0;
	return reply->header.verb == VMTAP_PROTO_SHOW &&
			       (flags & VMTAP_PROTO_R_LLADDR)
		       ? 0
		       : -EINVAL;
}

static int check_fds(const struct vmtap_proto_reply *reply, size_t n_fds)
{
	size_t expected = 0;

	if (reply->queues > VMTAP_QUEUES_MAX ||
	    reply->vhosts > VMTAP_QUEUES_MAX)
		return -EINVAL;
	if (reply->header.verb == VMTAP_PROTO_OPEN && reply->code == VMTAP_OK) {
		expected = (size_t)reply->queues + reply->vhosts;
		if (reply->queues == 0)
			return -EINVAL;
	}
	return n_fds == expected ? 0 : -EINVAL;
}

static bool is_in_order(const struct vmtap_proto_reply *reply, size_t n_fds,
			enum vmtap_proto_verb verb)
{
	return (reply->header.verb == verb || reply->code != VMTAP_OK) &&
	       !(reply->header.flags & ~KNOWN_FLAGS) &&
	       check_label(reply->network) == 0 &&
	       check_label(reply->vm) == 0 &&
	       wire_check_text(reply->ifname, sizeof(reply->ifname)) == 0 &&
	       check_sentence(reply->text, sizeof(reply->text)) == 0 &&
	       check_ranges(reply) == 0 && check_limits(reply) == 0 &&
	       check_pinned(reply) == 0 && check_fds(reply, n_fds) == 0;
}

static int not_understood(struct error *err)
{
	return error_set(
		err, VMTAP_E_PROTOCOL, EPROTO,
		"vmtapd's answer cannot be understood; client and daemon may be of different versions");
}

int reply_decode(const void *bytes, size_t size, size_t n_fds,
		 enum vmtap_proto_verb verb,
		 struct vmtap_proto_reply *ret_reply, struct error *err)
{
	struct vmtap_proto_reply reply;
	int r;

	r = wire_receive(bytes, size, "vmtapd", &reply, sizeof(reply), err);
	if (r < 0)
		return r;
	if (!is_in_order(&reply, n_fds, verb))
		return not_understood(err);
	*ret_reply = reply;
	return 0;
}

/* Lines for a terminal: nothing but printable characters and their ends. */
static bool is_lines(const char *text, size_t size)
{
	size_t n = strnlen(text, size);

	if (wire_check_text(text, size) < 0 || (n > 0 && text[n - 1] != '\n'))
		return false;
	for (; *text; text++)
		if (((unsigned char)*text < ' ' && *text != '\n') ||
		    *text == 0x7f)
			return false;
	return true;
}

int reply_decode_show(const void *bytes, size_t size, size_t n_fds,
		      struct vmtap_proto_show *ret_show, struct error *err)
{
	struct vmtap_proto_show show = { 0 };
	int r;

	if (size <= sizeof(show.reply)) {
		r = reply_decode(bytes, size, n_fds, VMTAP_PROTO_SHOW,
				 &show.reply, err);
		if (r == 0 && show.reply.code == VMTAP_OK)
			r = not_understood(err);
	} else {
		r = wire_receive(bytes, size, "vmtapd", &show, sizeof(show),
				 err);
		if (r == 0 &&
		    (!is_in_order(&show.reply, n_fds, VMTAP_PROTO_SHOW) ||
		     show.reply.code != VMTAP_OK || show.reserved != 0 ||
		     show.next > show.lines ||
		     !is_lines(show.text, sizeof(show.text))))
			r = not_understood(err);
	}
	if (r == 0)
		*ret_show = show;
	return r;
}
