/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * admin.h - what root, and whom the policy's "admin" names, may do to leases
 * of others.
 */
#ifndef VMTAP_ADMIN_H
#define VMTAP_ADMIN_H

#include "common/request.h"
#include "daemon/state.h"

/* -EACCES, with the sentence, unless peer is an admin. */
int admin_check(const struct state *state, const struct peer *peer,
		struct error *err);

/* REVOKE: end the leases that request selects, and put their number into
 * *reply. */
int admin_revoke(const struct state *state, const struct peer *peer,
		 const struct request *request, struct vmtap_proto_reply *reply,
		 struct error *err);

#endif
