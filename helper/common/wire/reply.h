/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reply.h - the answer to a request: a head and records, as they are on the
 * wire.  The daemon makes them field by field.  The library checks them before
 * it uses them.
 */
#ifndef VMTAP_REPLY_H
#define VMTAP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/label.h"
#include "common/wire/wire.h"
#include "vmtap-proto.h"

#define REPLY_RECORDS_SIZE                                                     \
	(VMTAP_PROTO_DATAGRAM_MAX - sizeof(struct vmtap_proto_reply))

/* A datagram.  Its length is in its header.  What is behind the last record has
 * no meaning, and is not set: most replies are short. */
struct reply {
	struct vmtap_proto_reply head;
	_Alignas(8) unsigned char records[REPLY_RECORDS_SIZE];
};

/* Make a reply to verb without records: the code is VMTAP_OK, all else of the
 * head is zero. */
void reply_init(struct reply *ret_reply, enum vmtap_proto_verb verb);

/* Make a refusal with the code and sentence of err, and no other fact. */
void reply_refuse(struct reply *ret_reply, enum vmtap_proto_verb verb,
		  const struct error *err);

/*
 * Add a record of the reply's verb, with all bytes zero, and return it.
 * vmtap-proto.h says which struct it is.  NULL if there is no room; there
 * always is room for the first record.
 */
void *reply_add(struct reply *reply);

/* Keep half of a list's records, because the socket takes no datagram of this
 * size.  False if there are fewer than two. */
static inline bool reply_halve(struct reply *reply)
{
	struct vmtap_proto_reply *head = &reply->head;

	if (head->records < 2)
		return false;
	head->records /= 2;
	head->header.size =
		(uint32_t)sizeof(*head) + head->records * head->record_size;
	head->header.flags &= ~VMTAP_PROTO_R_END;
	return true;
}

/* Record i.  The reply must have it. */
const void *reply_record(const struct reply *reply, size_t i);

/* Write '?' for what a terminal must not get: the name of a link or a file may
 * have any byte.  A client refuses a record with anything but printable ASCII,
 * because terminals obey even some characters of UTF-8 (U+009B, U+202E). */
void reply_make_printable(char *text);

void reply_set_lladdr(struct vmtap_proto_lease *lease,
		      const struct lladdr *lladdr);

/*
 * Decode a datagram that the daemon sent in answer to verb.
 *
 * -EPROTO if a part of it is wrong, or if the number of descriptors is not the
 * one that it says.  A refusal is a valid reply whose code is not VMTAP_OK.
 * The datagram may be in *ret_reply.
 */
int reply_decode(const struct datagram *datagram, enum vmtap_proto_verb verb,
		 struct reply *ret_reply, struct error *err);

#endif
