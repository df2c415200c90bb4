/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * request.h - a request as checked values, and its wire form.
 */
#ifndef VMTAP_REQUEST_H
#define VMTAP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/ifname.h"
#include "common/label.h"
#include "vmtap-proto.h"

struct request {
	enum vmtap_proto_verb verb;
	struct label network; /* NETWORKS: begin after this one; may be empty */
	struct label vm; /* empty: none was given */
	struct ifname ifname; /* RELEASE, SHOW, SET; REVOKE: may be empty */
	unsigned int ifindex; /* LIST: begin after this one; 0: from the
			       * start */
	unsigned int line; /* SHOW with VMTAP_PROTO_F_FILTER: the first line */
	unsigned int queues; /* 1..VMTAP_QUEUES_MAX; OPEN and CHECK */
	uint32_t flags; /* the VMTAP_PROTO_F_ of the verb */
	uid_t uid; /* with VMTAP_PROTO_F_UID */
	enum vmtap_mode mode; /* the mode that is asked for; VMTAP_MODE_NONE:
			       * the default */
	struct lladdr lladdr; /* with VMTAP_PROTO_F_LLADDR: the address of a
			       * station */
	struct vmtap_proto_cursor cursor; /* WATCH: after which event */
	/* with VMTAP_PROTO_F_HOLD */
	struct ifname name; /* what the device is called, see hold_parse() */
	uint64_t lifetime; /* seconds; 0: it ends at no time */
	uint32_t pid; /* the device ends with that process; 0: with none */
	uint64_t process; /* the inode of its pidfd, as the client saw it */
};

/* Is a VMTAP_PROTO_F_ flag set? */
static inline bool request_has(const struct request *request, uint32_t flag)
{
	return request->flags & flag;
}

/* Set it, or take it away. */
static inline void request_set(struct request *request, uint32_t flag,
			       bool is_set)
{
	request->flags = is_set ? request->flags | flag
				: request->flags & ~flag;
}

/*
 * Decode bytes[size], one datagram of a client that nobody has checked.
 * -EPROTO if it is not understood, -EINVAL if a value is not legal, with a
 * sentence in *err.
 */
int request_decode(const void *bytes, size_t size, struct request *ret_request,
		   struct error *err);

/* All values in *request have been checked, so this cannot fail. */
void request_encode(const struct request *request,
		    struct vmtap_proto_request *ret_wire);

/* "open", "list", ... "" for an unknown verb. */
const char *request_verb_name(enum vmtap_proto_verb verb);

#endif
