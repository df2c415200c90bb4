/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fill.h - writes the cards into QEMU's arguments.
 */
#ifndef VMTAP_QEMU_FILL_H
#define VMTAP_QEMU_FILL_H

#include <stddef.h>

#include "client/arguments/nic.h"
#include "vmtap.h"

/*
 * Put each card into its place (places.h), or behind the last argument, where
 * each has room for four.  The strings of arguments are replaced.
 */
int fill_nics(char **arguments, const struct nic *nics, size_t n,
	      struct vmtap_error *err);

#endif
