/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * expire.h - the end of a lease.  Each lease ends here: the reaper gets its
 * device, and the lease is ENDING until the kernel says that the link is gone.
 */
#ifndef VMTAP_EXPIRE_H
#define VMTAP_EXPIRE_H

#include "daemon/lease/lease.h"
#include "daemon/lease/reaper.h"
#include "link/host.h"

/* End a lease whose device exists.  Does nothing if it is ENDING already. */
void expire_lease(struct reaper *reaper, const struct host *host,
		  struct lease *lease);

/* The link is gone: forget the lease, and set its lower device down again if
 * vmtapd had set it up. */
void expire_gone(struct reaper *reaper, const struct host *host,
		 struct lease_table *table, struct lease *lease);

#endif
