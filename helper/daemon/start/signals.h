/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * signals.h - the administrator tells the daemon to stop or to read the policy
 * again, and systemd wants a sign of life.
 */
#ifndef VMTAP_SIGNALS_H
#define VMTAP_SIGNALS_H

#include "common/error.h"
#include "daemon/state.h"

/* Sets state->signals. */
int signals_start(struct state *state, struct error *err);
void signals_stop(struct state *state);

#endif
