/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * seen.h - reads what the eBPF program writes at any moment.  It makes no system
 * call.
 */
#ifndef VMTAP_SEEN_H
#define VMTAP_SEEN_H

#include <linux/types.h>
#include <stdbool.h>

#include "link/ebpf/slot.h"

/* False: the entry is empty, or was written all the time. */
bool seen_read(const struct seen *entry, struct seen *ret_entry);

#endif
