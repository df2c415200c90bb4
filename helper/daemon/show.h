/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * show.h - all that can be told of a lease.
 */
#ifndef VMTAP_SHOW_H
#define VMTAP_SHOW_H

#include "common/error.h"
#include "daemon/call.h"

/*
 * SHOW: the lease that the request names, if it is the client's or the client is
 * an admin.  The text is its fence, or with has_filter the program that the kernel
 * has, from line request->line on, as many as have room.  -ENOENT, with the
 * sentence, as if there was none.
 */
int show_lease(const struct call *call, struct vmtap_proto_show *record,
	       struct error *err);

#endif
