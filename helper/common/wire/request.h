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
	struct label network; /* NETWORKS: begin after this one; may be empty */
	struct label vm; /* empty: none was given */
	struct ifname ifname; /* RELEASE, SHOW; REVOKE: may be empty */
	unsigned int ifindex; /* LIST: begin after this one; 0: from the
			       * start */
	unsigned int line; /* SHOW with has_filter: the first line */
	unsigned int queues; /* 1..VMTAP_QUEUES_MAX; OPEN and CHECK */
	bool has_lladdr;
	bool is_lladdr_unknown; /* the VMM chooses the address and does not
				 * tell */
	bool has_vnet_hdr;
	bool has_vhost;
	bool has_all; /* LIST: leases of all users */
	bool has_filter; /* SHOW: with the filter */
	bool has_uid; /* REVOKE: only leases of uid */
	uid_t uid;
	enum vmtap_mode mode; /* the mode that is asked for; VMTAP_MODE_NONE:
			       * the default */
	struct lladdr lladdr; /* with has_lladdr: the address of a station */
};

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
