/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reload.h - the policy in force: read at the start, and again at SIGHUP.
 */
#ifndef VMTAP_RELOAD_H
#define VMTAP_RELOAD_H

#include "common/error.h"
#include "daemon/state.h"

/*
 * Start the reader of the policy, and set state->policy.  Call it before any
 * thread and before rights are given up, see reader.h.
 */
int reload_start(struct state *state, struct error *err);
void reload_stop(struct state *state);

/* Start and stop taking policies that the reader has read again. */
int reload_listen(struct state *state, struct error *err);
void reload_deafen(struct state *state);

/* Read the policy again; meanwhile the old one decides. */
void reload_ask(struct reload *reload);

/* Compare all devices with the policy.  Those that it does not grant any more end
 * if ends is set, else they get a note.  That a right was taken away is no reason
 * to end a guest, unless the policy says so; but the administrator should know. */
void reload_compare(const struct state *state, bool ends);

#endif
