/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * show.h - tells all about a lease.
 */
#ifndef VMTAP_SHOW_H
#define VMTAP_SHOW_H

#include "common/error.h"
#include "daemon/call.h"

/*
 * SHOW: tell about the lease that the request names, if the client owns it or
 * is an admin.  The text is its fence; with VMTAP_PROTO_F_FILTER, the kernel's
 * program from line request->line on, as many lines as have room.  -ENOENT:
 * there is no such lease, or the client may not see it; the sentence is the same.
 */
int show_lease(const struct call *call, struct vmtap_proto_show *record,
	       struct error *err);

#endif
