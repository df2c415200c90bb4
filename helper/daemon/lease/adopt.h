/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * adopt.h - the leases of the daemon that was here before us.
 *
 * The kernel is the record: links with our mark are dumped and become leases as if
 * we had granted them; those that nobody holds are found and ended by
 * nodes_look(), which comes next.
 */
#ifndef VMTAP_ADOPT_H
#define VMTAP_ADOPT_H

#include "common/error.h"
#include "daemon/lease/lease.h"
#include "daemon/lease/reaper.h"
#include "link/host.h"

/* Call it once, with the monitor of links open already (watch_start()), so
 * that nothing falls between the dump and the first event. */
int adopt(struct lease_table *table, struct reaper *reaper,
	  const struct host *host, struct error *err);

#endif
