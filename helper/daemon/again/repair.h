/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * repair.h - compares one device with what was granted, and sets again what
 * another program changed.
 */
#ifndef VMTAP_REPAIR_H
#define VMTAP_REPAIR_H

#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

/* In each window of REPAIR_SECONDS vmtapd sets a device again at most REPAIRS_MAX
 * times.  A lease with more is revoked: the device would be open each time.  The
 * way to a bridge that was made anew does not count. */
#define REPAIR_SECONDS 10
#define REPAIRS_MAX 8

/* Look at a LIVE lease, and repair it.  link: as the kernel has it now. */
void repair(const struct state *state, struct lease *lease,
	    const struct rtnl_link *link);

#endif
