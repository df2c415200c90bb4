/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter.h - the program that looks at each frame of a guest.  Pure: a fence
 * and an address in, classic BPF out, for the kernel's classifier "bpf" in
 * direct-action mode.
 *
 * One program serves at the ingress of a TAP, where the kernel has taken the
 * first VLAN tag out of the frame, and at the egress of a macvtap, where it is
 * still in the bytes.
 */
#ifndef VMTAP_FILTER_H
#define VMTAP_FILTER_H

#include "common/address/lladdr.h"
#include "common/fence.h"
#include "link/filter/bpf.h"

/*
 * lladdr NULL: the guest's address is not known.  Then it is not pinned, nor
 * is the link-local address made of it, and all else is as the fence says.
 * program->n is 0 if there is nothing to look at.  The program points into
 * *fence.  -EMSGSIZE: BPF_PROGRAM_MAX, which no fence reaches.
 */
int filter_build(const struct fence *fence, const struct lladdr *lladdr,
		 struct bpf_program *ret_program);

/* Does it let only that source pass? */
bool filter_pins(const struct bpf_program *program,
		 const struct lladdr *lladdr);

/* A number by which programs can be told apart. */
uint32_t filter_number(const struct bpf_program *program);

/* If both are the same instructions, the comments of from are those of
 * program, too; else false. */
bool filter_annotate(struct bpf_program *program,
		     const struct bpf_program *from);

#define FILTER_LINE_SIZE 192

/*
 * An instruction as a line, without a newline: "12: ldh [x+12]", and after a
 * ';' why, if the program is annotated.  The length.
 */
int filter_print(const struct bpf_program *program, size_t i,
		 char line[FILTER_LINE_SIZE]);

#endif
