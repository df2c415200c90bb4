/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * patience.h - a request that was refused, and that only what is ending stands
 * in the way of, waits for that end: a VM may end and start again at once.
 */
#ifndef VMTAP_PATIENCE_H
#define VMTAP_PATIENCE_H

#include <stdbool.h>

#include "common/error.h"

struct grant;
struct state;

/*
 * The grant was refused for *err.  True: a lease that is ending may stand in its
 * way, so grant_decide() and grant_begin() are worth another attempt, at
 * grant->patience.look or when a lease of the network ends.  A grant waits for
 * two seconds at most.
 */
bool patience_awaits_end(const struct state *state, struct grant *grant,
			 const struct error *err);

#endif
