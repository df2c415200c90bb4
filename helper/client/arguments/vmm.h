/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmm.h - which commands start a virtual machine monitor that vmtap knows.
 */
#ifndef VMTAP_VMM_H
#define VMTAP_VMM_H

#include <stdbool.h>

/*
 * Is the command QEMU (qemu-system-*, kvm, qemu-kvm), so that what is appended to
 * argv are options of QEMU's?  It may stand behind programs that execute their
 * last arguments, such as nice(1).
 */
bool vmm_is_qemu(char *const *argv);

/* The name of a program in front that would close the descriptors of its caller,
 * such as sudo(8); NULL: none that vmtap knows. */
const char *vmm_find_closer(char *const *argv);

#endif
