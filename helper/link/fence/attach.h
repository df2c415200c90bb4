/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * attach.h - the filter of a fence at its link: put there before the link is
 * up, changed in place, read back.
 *
 * What the guest sends enters the host by the ingress of a TAP, and leaves it
 * by the egress of a macvtap.
 */
#ifndef VMTAP_ATTACH_H
#define VMTAP_ATTACH_H

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/fence.h"
#include "link/filter/bpf.h"
#include "vmtap.h"

struct rtnl;

/* A link, and what its guest may send. */
struct filter_spec {
	enum vmtap_kind kind;
	unsigned int ifindex;
	const struct fence *fence;
	const struct lladdr *lladdr; /* may be NULL, see filter.h */
};

/*
 * Add to the batch what a new link needs.
 * The number of messages, 0 if there is nothing to look at; or -EMSGSIZE.
 * A link must not be set up in the same batch: that goes on after an error.
 */
int filter_add(struct rtnl *rtnl, const struct filter_spec *spec);

/* The sentence for a failure of one of these messages, and -errno. */
int filter_explain(const struct rtnl *rtnl, int r, struct error *err);

/*
 * The same fence for the link as it is now, whose guest's address has become
 * known, or is another.  At once: each frame meets the old program or the new
 * one.  On failure the old one stays; a fence without filters is one.
 */
int filter_replace(struct rtnl *rtnl, const struct filter_spec *spec,
		   struct error *err);

/* The program that the kernel has, without comments; ->n is 0 if there is
 * none. */
int filter_read(struct rtnl *rtnl, enum vmtap_kind kind, unsigned int ifindex,
		struct bpf_program *ret_program);

/*
 * What went through a device, as its guest sees it.  dropped is what its fence
 * let not pass; of a TAP those are among sent, of a macvtap not.
 */
struct filter_traffic {
	uint64_t dropped;
	uint64_t sent_packets, sent_bytes;
	uint64_t received_packets, received_bytes;
};
int filter_traffic(struct rtnl *rtnl, enum vmtap_kind kind,
		   unsigned int ifindex, struct filter_traffic *ret_traffic);

#endif
