/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qos.h - the rates of a fence, as traffic control of the device.
 *
 * What the host sends to a link can be shaped: frames wait, and TCP slows down.
 * What the host receives from a link can only be policed: frames above the rate
 * are dropped.  If the guest's frames pass at the ingress, the host sends the
 * guest's "in", which is shaped.  If they pass at the egress, the host sends
 * the guest's "out".
 */
#ifndef VMTAP_QOS_H
#define VMTAP_QOS_H

#include "common/error.h"
#include "common/fence.h"
#include "link/rtnl/rtnl.h"
#include "vmtap.h"

/*
 * Set the rates before the link is up, or again.  This asks the kernel nothing
 * if the fence has no rates.  -EOPNOTSUPP, with a sentence in *err: the kernel
 * lacks a part that this needs.
 */
int qos_set(struct rtnl *rtnl, enum vmtap_kind kind, unsigned int ifindex,
	    const struct fence *fence, struct error *err);

/* Has the device these rates no more?  This asks the kernel once for each rate
 * of the fence. */
int qos_compare(struct rtnl *rtnl, enum vmtap_kind kind, unsigned int ifindex,
		const struct fence *fence, bool *ret_is_wrong);

/* Would the kernel have what the rates need?  This makes nothing. */
int qos_check(struct rtnl *rtnl, enum vmtap_kind kind,
	      const struct fence *fence, struct error *err);

#endif
