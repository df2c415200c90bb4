/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qos.h - the rates of a fence, as traffic control of the device.
 *
 * What the host sends through a link can be shaped: frames wait, and TCP slows
 * down.  What comes in from it can only be policed: the rest is dropped.  A TAP
 * is the host's end, so to the guest is "out"; a macvtap is the guest's end, so
 * to the guest is "in".
 */
#ifndef VMTAP_QOS_H
#define VMTAP_QOS_H

#include "common/error.h"
#include "common/fence.h"
#include "link/rtnl.h"

enum qos_kind { QOS_TAP, QOS_MACVTAP };

/*
 * Before the link is up.  Does nothing, and asks nothing, if the fence has no
 * rates.  -EOPNOTSUPP, with the sentence: the kernel lacks what it takes.
 */
int qos_set(struct rtnl *rtnl, enum qos_kind kind, unsigned int ifindex,
	    const struct fence *fence, struct error *err);

#endif
