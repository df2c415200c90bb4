/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reload.h - the policy that counts: read at the start, and again at SIGHUP.
 */
#ifndef VMTAP_RELOAD_H
#define VMTAP_RELOAD_H

#include "common/error.h"
#include "daemon/state.h"

/*
 * Start the reader of the policy, and set state->policy.  Before any thread and
 * before rights are given up, see reader.h.
 */
int reload_start(struct state *state, struct error *err);
void reload_stop(struct state *state);

/* While the loop is there: a policy that was read again is taken. */
int reload_listen(struct state *state, struct error *err);
void reload_deafen(struct state *state);

/* Read it again; requests are served by the old one meanwhile. */
void reload_ask(struct reload *reload);

#endif
