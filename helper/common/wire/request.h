/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * request.h - a request as checked values, and its wire form.
 */
#ifndef VMTAP_REQUEST_H
#define VMTAP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/ifname.h"
#include "common/label.h"
#include "vmtap-proto.h"

struct request {
	enum vmtap_proto_verb verb;
	struct label network; /* NETWORKS: after which, may be empty */
	struct label vm; /* empty: none given */
	struct ifname ifname; /* RELEASE, SHOW; REVOKE: may be empty */
	unsigned int ifindex; /* LIST: after which, 0 is the start */
	unsigned int line; /* SHOW, with has_filter: the first */
	unsigned int queues; /* 1..VMTAP_QUEUES_MAX; OPEN and CHECK */
	bool has_lladdr;
	bool is_lladdr_unknown; /* the VMM chooses, we are not told */
	bool has_vnet_hdr;
	bool has_vhost;
	bool has_all; /* LIST: everybody's */
	bool has_filter; /* SHOW: the filter, too */
	bool has_uid; /* REVOKE: only those of uid */
	uid_t uid;
	enum vmtap_mode mode; /* the wish; VMTAP_MODE_NONE: the default */
	struct lladdr lladdr; /* if has_lladdr: a station's address */
};

/*
 * bytes[size] is one datagram of a stranger.  -EPROTO (not understood) or
 * -EINVAL (a value is not legal), with the sentence in *err.
 */
int request_decode(const void *bytes, size_t size, struct request *ret_request,
		   struct error *err);

/* Only checked values can be in *request, so this cannot fail. */
void request_encode(const struct request *request,
		    struct vmtap_proto_request *ret_wire);

/* "open", "list", ...; "" for a verb that is none. */
const char *request_verb_name(enum vmtap_proto_verb verb);

#endif
