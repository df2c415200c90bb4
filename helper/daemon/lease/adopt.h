/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * adopt.h - takes over the leases of the daemon that ran before.
 *
 * The kernel is the record: each link with our mark becomes a lease.  Then
 * nodes_look() ends those whose device nobody holds.
 */
#ifndef VMTAP_ADOPT_H
#define VMTAP_ADOPT_H

#include "common/error.h"
#include "daemon/lease/lease.h"
#include "daemon/lease/reaper.h"
#include "link/host.h"

/* Call it once, after watch_start() has opened the monitor of links, so that no
 * change falls between the dump and the first event. */
int adopt(struct lease_table *table, struct reaper *reaper,
	  const struct host *host, struct error *err);

#endif
