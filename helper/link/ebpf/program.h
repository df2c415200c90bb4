/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * program.h - the eBPF program that looks at the frames of all devices.  vmtapd
 * loads it once, at its start, and attaches it by rtnetlink, so bpf(2) is not
 * needed later.
 */
#ifndef VMTAP_EBPF_PROGRAM_H
#define VMTAP_EBPF_PROGRAM_H

#include "common/error.h"
#include "link/ebpf/slots.h"

struct ebpf {
	int fd; /* the program; or -EBADF */
	uint32_t id; /* the kernel's number of it */
	struct slots slots; /* the parameters, a slot for each device */
};

/*
 * Load the program, and map its slots.  This needs CAP_BPF, CAP_PERFMON and
 * CAP_NET_ADMIN.  On failure *err says why this host does not take it, and what
 * is open without it.  -ENOSYS: vmtapd was built without the program.
 */
int ebpf_load(struct ebpf *ret_ebpf, struct error *err);
void ebpf_close(struct ebpf *ebpf);

#endif
