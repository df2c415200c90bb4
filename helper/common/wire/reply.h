/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reply.h - the answer to a request: a head and records as they are on the
 * wire, made by the daemon field by field, and checked by the library before it
 * believes them.
 */
#ifndef VMTAP_REPLY_H
#define VMTAP_REPLY_H

#include <stddef.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/label.h"
#include "vmtap-proto.h"

#define REPLY_RECORDS_SIZE                                                     \
	(VMTAP_PROTO_DATAGRAM_MAX - sizeof(struct vmtap_proto_reply))

/* A datagram.  It is as long as its header says. */
struct reply {
	struct vmtap_proto_reply head;
	_Alignas(8) unsigned char records[REPLY_RECORDS_SIZE];
};

/* A reply to verb without records yet: code VMTAP_OK, all else zero. */
void reply_init(struct reply *ret_reply, enum vmtap_proto_verb verb);

/* A refusal: err's code and sentence, and no other fact. */
void reply_refuse(struct reply *ret_reply, enum vmtap_proto_verb verb,
		  const struct error *err);

/*
 * Add a record of the reply's verb, all zero, and return it; vmtap-proto.h says
 * which struct it is.  NULL if there is no room, which there is for the first.
 */
void *reply_add(struct reply *reply);

/* Record i, which there must be. */
const void *reply_record(const struct reply *reply, size_t i);

void reply_set_lladdr(struct vmtap_proto_lease *lease,
		      const struct lladdr *lladdr);

/*
 * bytes[size] is one datagram of the daemon, in answer to verb, with n_fds
 * descriptors.  -EPROTO unless all of it is in order and the descriptors are
 * as many as it says.  A refusal is in order; its code is not VMTAP_OK.
 */
int reply_decode(const void *bytes, size_t size, size_t n_fds,
		 enum vmtap_proto_verb verb, struct reply *ret_reply,
		 struct error *err);

#endif
