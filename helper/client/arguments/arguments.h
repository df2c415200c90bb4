/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * arguments.h - the argument vector of the command that gets the nics.
 */
#ifndef VMTAP_ARGUMENTS_H
#define VMTAP_ARGUMENTS_H

#include <stddef.h>

#include "client/arguments/nic.h"
#include "vmtap.h"

/*
 * Returns argv with its placeholders filled in.  If argv has none and argv[0]
 * is QEMU (qemu-system-*, kvm, qemu-kvm), a -netdev and a -device for each nic
 * are appended.  The result ends in NULL; free it with arguments_free().
 */
int arguments_new(char *const *argv, const struct nic *nics, size_t n_nics,
		  char ***ret_arguments, struct vmtap_error *err);
void arguments_free(char **arguments); /* accepts NULL */

/* "tap,id=vmtap0,fd=3", for -netdev; NULL without memory. */
char *arguments_netdev(const struct nic *nic, size_t index);
/* "virtio-net-pci,netdev=vmtap0,mac=...", for -device; NULL without memory. */
char *arguments_device(const struct nic *nic, size_t index);

#endif
