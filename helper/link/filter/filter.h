/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter.h - the program that checks each frame of a guest.  Pure: a fence and
 * an address go in, and classic BPF for the kernel's classifier "bpf" in
 * direct-action mode comes out.
 *
 * The same program serves at the ingress of a TAP, where the kernel has taken
 * the first VLAN tag out of the frame, and at the egress of a macvtap, where
 * the tag is still in the bytes.
 */
#ifndef VMTAP_FILTER_H
#define VMTAP_FILTER_H

#include "common/address/lladdr.h"
#include "common/fence.h"
#include "link/filter/bpf.h"

/*
 * lladdr is NULL if the guest's address is not known.  Then the program does
 * not pin the source, nor the link-local address that follows from it; all else
 * is as the fence says.  program->n is 0 if there is nothing to check.  The
 * program points into *fence.  -EMSGSIZE: it is longer than BPF_PROGRAM_MAX; no
 * fence needs that.
 */
int filter_build(const struct fence *fence, const struct lladdr *lladdr,
		 struct bpf_program *ret_program);

/* Does the program let only this source pass? */
bool filter_pins(const struct bpf_program *program,
		 const struct lladdr *lladdr);

/* A number that differs for different programs. */
uint32_t filter_number(const struct bpf_program *program);

/* If both programs have the same instructions, copy the comments of from to
 * program.  Otherwise return false. */
bool filter_annotate(struct bpf_program *program,
		     const struct bpf_program *from);

#define FILTER_LINE_SIZE 192

/*
 * Print an instruction as a line without a newline: "12: ldh [x+12]".  If the
 * program is annotated, ';' and the reason follow.  Returns the length.
 */
int filter_print(const struct bpf_program *program, size_t i,
		 char line[FILTER_LINE_SIZE]);

#endif
