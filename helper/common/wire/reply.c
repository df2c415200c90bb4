/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reply.c - makes and checks replies.  Pure.
 */
#include "common/wire/reply.h"

#include <errno.h>
#include <string.h>

#include "common/wire/record.h"
#include "common/wire/wire.h"

_Static_assert(sizeof(struct reply) == VMTAP_PROTO_DATAGRAM_MAX,
	       "head and records are one datagram");

#define RECORD_MAX sizeof(struct vmtap_proto_show) /* the longest */

void reply_make_printable(char *text)
{
	for (; *text; text++)
		if (!record_is_ascii(*text))
			*text = '?';
}

/* ---- made ------------------------------------------------------------- */

void reply_init(struct reply *ret_reply, enum vmtap_proto_verb verb)
{
	memset(&ret_reply->head, 0, sizeof(ret_reply->head));
	wire_header(&ret_reply->head.header, (uint16_t)verb,
		    sizeof(ret_reply->head), 0);
}

void *reply_add(struct reply *reply)
{
	const size_t size = record_shape(&reply->head)->size;
	unsigned char *record = reply->records + size * reply->head.records;

	if (record + size > reply->records + sizeof(reply->records))
		return NULL;
	memset(record, 0, size);
	reply->head.record_size = (uint32_t)size;
	reply->head.records++;
	reply->head.header.size += (uint32_t)size;
	return record;
}

const void *reply_record(const struct reply *reply, size_t i)
{
	return reply->records + i * record_shape(&reply->head)->size;
}

void reply_refuse(struct reply *ret_reply, enum vmtap_proto_verb verb,
		  const struct error *err)
{
	struct vmtap_proto_refusal *record;

	reply_init(ret_reply, verb);
	ret_reply->head.code = err->code;
	record = reply_add(ret_reply);
	memcpy(record->reason, err->text,
	       strnlen(err->text, sizeof(record->reason) - 1));
	reply_make_printable(record->reason);
}

void reply_set_lladdr(struct vmtap_proto_lease *lease,
		      const struct lladdr *lladdr)
{
	memcpy(lease->lladdr, lladdr->b, sizeof(lease->lladdr));
	lease->flags |= VMTAP_PROTO_L_LLADDR;
}

/* ---- checked ---------------------------------------------------------- */

/* There are as many descriptors as the head says, and there are none without a
 * device. */
static bool check_fds(const struct vmtap_proto_reply *head, size_t n_fds)
{
	if (head->code != VMTAP_OK || head->header.verb != VMTAP_PROTO_OPEN)
		return n_fds == 0 && head->queue_fds == 0 &&
		       head->vhost_fds == 0;
	/* none of a device that is held by name; its client knows */
	return head->queue_fds <= VMTAP_QUEUES_MAX &&
	       head->vhost_fds <= VMTAP_QUEUES_MAX &&
	       (head->queue_fds > 0 || head->vhost_fds == 0) &&
	       n_fds == (size_t)head->queue_fds + head->vhost_fds;
}

/* There are as many records as there are bytes for, and as many as the verb can
 * have. */
static bool check_records(const struct vmtap_proto_reply *head, size_t size)
{
	const struct shape *shape = record_shape(head);
	const bool is_end = head->header.flags & VMTAP_PROTO_R_END;
	const uint64_t bytes = (uint64_t)head->records * head->record_size;

	if (head->header.flags & ~VMTAP_PROTO_R_END || head->reserved != 0 ||
	    bytes != size - sizeof(*head))
		return false;
	if (!shape->is_list)
		return head->records == 1 && !is_end &&
		       head->record_size >= shape->size;
	return head->records == 0 ? is_end : head->record_size >= shape->size;
}

/* A record of a newer daemon may be longer, if all bytes that this library does
 * not know are zero.  It may begin at any byte. */
static bool check_each(const struct vmtap_proto_reply *head,
		       const unsigned char *from)
{
	const struct shape *shape = record_shape(head);
	const size_t size = shape->size;
	_Alignas(8) unsigned char record[RECORD_MAX];

	if (head->records * size > REPLY_RECORDS_SIZE)
		return false;
	for (uint32_t i = 0; i < head->records;
	     i++, from += head->record_size) {
		memcpy(record, from, size);
		if (wire_check_zero(from + size, head->record_size - size) ||
		    !shape->check(record))
			return false;
	}
	return true;
}

/* Record after record, for from may be where they go. */
static void move_each(const struct vmtap_proto_reply *head,
		      const unsigned char *from, struct reply *reply)
{
	const size_t size = record_shape(head)->size;

	for (size_t i = 0; i < head->records; i++)
		memmove(reply->records + i * size, from + i * head->record_size,
			size);
	reply->head.records = head->records;
	reply->head.record_size = head->records > 0 ? (uint32_t)size : 0;
	reply->head.header.size += (uint32_t)(head->records * size);
}

static bool is_in_order(const struct vmtap_proto_reply *head, size_t n_fds,
			enum vmtap_proto_verb verb)
{
	return (head->code != VMTAP_OK || head->header.verb == verb) &&
	       check_records(head, head->header.size) && check_fds(head, n_fds);
}

int reply_decode(const struct datagram *datagram, enum vmtap_proto_verb verb,
		 struct reply *ret_reply, struct error *err)
{
	const unsigned char *bytes = datagram->bytes;
	struct vmtap_proto_reply head;
	int r = wire_receive_head(datagram, "vmtapd", &head, sizeof(head), err);

	if (r < 0)
		return r;
	if (!is_in_order(&head, datagram->n_fds, verb) ||
	    !check_each(&head, bytes + sizeof(head)))
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd's answer cannot be understood; client and daemon may be of different versions");
	reply_init(ret_reply, (enum vmtap_proto_verb)head.header.verb);
	ret_reply->head.header.flags = head.header.flags;
	ret_reply->head.code = head.code;
	ret_reply->head.queue_fds = head.queue_fds;
	ret_reply->head.vhost_fds = head.vhost_fds;
	move_each(&head, bytes + sizeof(head), ret_reply);
	return 0;
}
