/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ebpf-run.h - loads the eBPF program and plays frames to it, without a device.
 * The kernel then has slot 0 for them.
 */
#ifndef VMTAP_EBPF_RUN_H
#define VMTAP_EBPF_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "link/ebpf/fill.h"

/* Returns slot 0 of the map, and the program.  Ends the process on failure. */
struct slot *ebpf_load_program(int *ret_program);

/*
 * The verdict of the program.  The kernel plays no frame below 14 bytes, and no
 * frame (since Linux 6.18) that ends within IP's header; these are sent to
 * devices, in tests/netns/frames.t.
 */
#define EBPF_NOT_PLAYED (-1000)
int ebpf_run(int program, const uint8_t *bytes, size_t n);

#endif
