/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * attach.h - the filter of a fence at its link: added before the link is up,
 * replaced in place, read back.
 *
 * The guest's frames pass the ingress of a TAP, and the egress of a macvtap.
 */
#ifndef VMTAP_ATTACH_H
#define VMTAP_ATTACH_H

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/fence.h"
#include "common/program.h"
#include "link/filter/bpf.h"
#include "vmtap.h"

struct ebpf;
struct rtnl;
struct slot;

/* A link, and what its guest may send. */
struct filter_spec {
	struct ebpf *ebpf; /* the program; NULL: the classic one */
	enum vmtap_kind kind;
	unsigned int ifindex;
	const struct fence *fence;
	const struct lladdr *lladdr; /* may be NULL, see filter.h */
};

/* A link, without a fence. */
struct filter_place {
	struct ebpf *ebpf; /* or NULL */
	enum vmtap_kind kind;
	unsigned int ifindex;
};

/*
 * Add to the batch what a new link needs.  Returns the number of messages,
 * which is 0 if there is nothing to filter, or -EMSGSIZE.  -EEXIST: a link of
 * that number is gone, but the kernel has not said so yet.  -ENOSPC: no slot is
 * free.  The link must not be set up in the same batch, because a batch goes on
 * after an error.
 */
int filter_add(struct rtnl *rtnl, const struct filter_spec *spec);

/* Is there room for the filter of another device, and has the kernel a place for
 * it?  This makes nothing, and does not ask for the classifier. */
int filter_check(struct rtnl *rtnl, const struct ebpf *ebpf,
		 const struct fence *fence, struct error *err);

/* Write the sentence for a failure of one of these messages.  Returns
 * -errno. */
int filter_explain(const struct rtnl *rtnl, int r, struct error *err);

/*
 * Replace the filter of a link, or set it again if it was taken away: the guest's
 * address has become known, or vmtapd has started anew.
 *
 * This happens at once: each frame meets the old program or the new one.  On
 * failure the old one stays.  A fence without filters fails.
 */
int filter_replace(struct rtnl *rtnl, const struct filter_spec *spec,
		   struct error *err);

/* Add to the batch the message that replaces the filter of a link which has one,
 * as filter_replace() does, FILTER_CHANGES_MAX at most (of eBPF programs).  It
 * fails at a link without clsact. */
#define FILTER_CHANGES_MAX 32
int filter_add_change(struct rtnl *rtnl, const struct filter_spec *spec);

/* Set the eBPF program again that was taken away, with the parameters that it
 * had. */
int filter_restore(struct rtnl *rtnl, const struct filter_place *place,
		   struct error *err);

/* What looks at the frames of a link. */
struct filter_found {
	enum program kind;
	struct bpf_program program; /* the classic one, without comments; n is
				     * 0 if there is none */
	const struct slot *slot; /* of the eBPF program that runs; or NULL */
	unsigned int slot_number;
	bool is_as_set; /* it has the parameters that vmtapd set last */
};
int filter_read(struct rtnl *rtnl, const struct filter_place *place,
		struct filter_found *ret_found);

/*
 * The traffic of a device as its guest sees it.  dropped is what the fence
 * dropped.  Those frames are part of sent for a TAP, but not for a macvtap.
 */
struct filter_traffic {
	uint64_t dropped;
	uint64_t sent_packets, sent_bytes;
	uint64_t received_packets, received_bytes;
};
int filter_traffic(struct rtnl *rtnl, enum vmtap_kind kind,
		   unsigned int ifindex, struct filter_traffic *ret_traffic);

#endif
