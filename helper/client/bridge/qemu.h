/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu.h - what QEMU's command line says about the card for which it runs the
 * helper.  Pure.
 */
#ifndef VMTAP_QEMU_H
#define VMTAP_QEMU_H

#include <stddef.h>

#include "client/bridge/guest.h"

/*
 * args[size] is /proc/PID/cmdline: words, each with a zero byte behind it.
 * bridge: the bridge's name, as QEMU gives it to the helper.
 *
 * 0: exactly one card of the command line is of that bridge, and has an address;
 * -ENOENT otherwise, also if the command line does not say it all (-readconfig,
 * -set, JSON).
 */
int qemu_find(const char *args, size_t size, const char *bridge,
	      struct guest *ret_guest);

#endif
