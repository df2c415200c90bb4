/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reply.h - the answer to a request: the wire struct itself, made by the
 * daemon field by field, and checked by the library before it believes it.
 */
#ifndef VMTAP_REPLY_H
#define VMTAP_REPLY_H

#include <stddef.h>

#include "common/error.h"
#include "common/label.h"
#include "common/lladdr.h"
#include "vmtap-proto.h"

/* An empty reply to verb: code VMTAP_OK, all else zero. */
void reply_init(struct vmtap_proto_reply *ret_reply,
		enum vmtap_proto_verb verb);

/* A refusal: err's code and sentence, and no other fact. */
void reply_refuse(struct vmtap_proto_reply *ret_reply,
		  enum vmtap_proto_verb verb, const struct error *err);

/* An empty reply to SHOW. */
void reply_init_show(struct vmtap_proto_show *ret_show);

void reply_set_lladdr(struct vmtap_proto_reply *reply,
		      const struct lladdr *lladdr);

/*
 * bytes[size] is one datagram of the daemon, in answer to verb, with n_fds
 * descriptors.  -EPROTO unless all of it is in order and the descriptors are
 * as many as it says.
 */
int reply_decode(const void *bytes, size_t size, size_t n_fds,
		 enum vmtap_proto_verb verb,
		 struct vmtap_proto_reply *ret_reply, struct error *err);

/* The same for SHOW: its own reply, or a refusal. */
int reply_decode_show(const void *bytes, size_t size, size_t n_fds,
		      struct vmtap_proto_show *ret_show, struct error *err);

#endif
