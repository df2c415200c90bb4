/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fill.h - a fence as the eBPF program reads it.  Pure.
 */
#ifndef VMTAP_FILL_H
#define VMTAP_FILL_H

#include <linux/types.h>

#include "common/address/lladdr.h"
#include "common/fence.h"
#include "link/ebpf/slot.h"

/* Write the parameters, and counters of 0.  lladdr is NULL if the guest's
 * address is not known. */
void slot_fill(struct slot *slot, const struct fence *fence,
	       const struct lladdr *lladdr);

#endif
