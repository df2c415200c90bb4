/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * learn.h - learns the address of a guest if the client did not tell it.
 *
 * QEMU's helper= and libvirt's bridge_helper name a bridge and nothing else.
 * So the guest gets the first address that it uses, if the policy allows that
 * address and no other lease or station has it.  From then on no other address
 * passes.
 */
#ifndef VMTAP_LEARN_H
#define VMTAP_LEARN_H

#include "common/error.h"
#include "daemon/state.h"

/* Opens its sockets.  Sets state->learn. */
int learn_start(struct state *state, struct error *err);

/* Look soon at all leases that are learning: what did their guests send? */
void learn_look(struct learn *learn);

void learn_stop(struct state *state);

#endif
