/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * set.h - the verb SET: the client tells which address its VMM gives to the
 * guest, and the VM's name.
 *
 * libvirt and QEMU tell their bridge helper neither of the two, and pass them to
 * the guest anyhow.  vmtapd takes an address as it takes one that a guest on a
 * bridge has used first (event/admit.h): if today's policy grants it to the user,
 * and nobody has it.
 */
#ifndef VMTAP_SET_H
#define VMTAP_SET_H

#include "common/error.h"
#include "daemon/call.h"

/* As in verbs.h. */
int verb_set(const struct call *call, struct error *err);

#endif
