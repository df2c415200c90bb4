/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * signals.h - what the administrator and systemd tell the daemon: to stop, to read
 * the policy again, and to say that it is alive.
 */
#ifndef VMTAP_SIGNALS_H
#define VMTAP_SIGNALS_H

#include "common/error.h"
#include "daemon/state.h"

/* Sets state->signals. */
int signals_start(struct state *state, struct error *err);
void signals_stop(struct state *state);

#endif
