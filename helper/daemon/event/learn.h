/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * learn.h - the address of a guest whose VMM did not tell it.
 *
 * QEMU's helper= and libvirt's bridge_helper name a bridge and nothing else.
 * So the first address that the guest uses becomes its own, if the policy lets
 * it have that one and nobody else of ours has it; from then on no other passes.
 */
#ifndef VMTAP_LEARN_H
#define VMTAP_LEARN_H

#include "common/error.h"
#include "daemon/state.h"

/* Opens its sockets.  Sets state->learn. */
int learn_start(struct state *state, struct error *err);

/* Look soon at all whose address is not known: what did they send meanwhile? */
void learn_look(struct learn *learn);

void learn_stop(struct state *state);

#endif
