/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fixed.h - the static entries that an administrator or a program set in a
 * bridge: sets those again that a holder took away.
 *
 * A holder that gives its TAP the address of such an entry takes the entry away
 * for good (pinned.h).  vmtapd sets the entry again as it was, and the lease of
 * the holder ends.
 */
#ifndef VMTAP_FIXED_H
#define VMTAP_FIXED_H

#include "common/error.h"
#include "daemon/state.h"

/* Opens its socket.  Sets state->fixed. */
int fixed_start(struct state *state, struct error *err);
void fixed_stop(struct state *state);

#endif
