/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qos.h - the rates of a fence, as traffic control of the device.
 *
 * What the host sends through a link can be shaped: frames wait, and TCP slows
 * down.  What comes in from it can only be policed: the rest is dropped.  Where
 * the guest's frames are at the ingress, the guest's "in" is what the host
 * sends, and is shaped; where they are at the egress, it is the guest's "out".
 */
#ifndef VMTAP_QOS_H
#define VMTAP_QOS_H

#include "common/error.h"
#include "common/fence.h"
#include "link/rtnl/rtnl.h"
#include "vmtap.h"

/*
 * Before the link is up.  Does nothing, and asks nothing, if the fence has no
 * rates.  -EOPNOTSUPP, with the sentence: the kernel lacks what it takes.
 */
int qos_set(struct rtnl *rtnl, enum vmtap_kind kind, unsigned int ifindex,
	    const struct fence *fence, struct error *err);

#endif
