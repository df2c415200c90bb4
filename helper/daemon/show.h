/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * show.h - all that can be told of a lease.
 */
#ifndef VMTAP_SHOW_H
#define VMTAP_SHOW_H

#include "common/request.h"
#include "daemon/state.h"

/*
 * SHOW: the lease that request names, if it is peer's or peer is an admin.  The
 * text is its fence, or with has_filter the program that the kernel has, from
 * line request->line on, as many as have room.  -ENOENT, with the sentence,
 * as if there was none.
 */
int show_lease(const struct state *state, const struct peer *peer,
	       const struct request *request, struct vmtap_proto_show *ret_show,
	       struct error *err);

#endif
