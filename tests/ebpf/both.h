/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * both.h - the first include of the filter's unit tests, where they are built
 * once more for the eBPF program: each frame that a test plays to the classic
 * program of a fence is played to the eBPF program as well, and both must say
 * the same.
 */
#ifndef VMTAP_BOTH_H
#define VMTAP_BOTH_H

#include <linux/if_ether.h>

#include "link/filter/filter.h"
#include "tests/ebpf/ebpf-run.h"
#include "tests/unit/bpf-run.h"

static const struct bpf_program *both_last; /* of the fence in the slot */
static struct slot *both_slot;
static int both_program;
static unsigned long both_played;

static inline int both_build(const struct fence *fence,
			     const struct lladdr *lladdr,
			     struct bpf_program *ret_program)
{
	int r = filter_build(fence, lladdr, ret_program);

	if (!both_slot)
		both_slot = ebpf_load_program(&both_program);
	slot_fill(both_slot, fence, lladdr);
	both_last = r == 0 && ret_program->n > 0 ? ret_program : NULL;
	return r;
}

/* A tag beside the frame cannot be played. */
static inline int both_run(const struct bpf_program *program,
			   const struct frame *frame)
{
	int verdict = run_program(program, frame);
	int other;

	if (program != both_last || frame->has_tag || frame->n < ETH_HLEN)
		return verdict;
	other = ebpf_run(both_program, frame->b, frame->n);
	if (other == EBPF_NOT_PLAYED)
		return verdict;
	both_played++;
	if (other != verdict)
		fail_msg("eBPF does not say %d of %zu bytes", verdict,
			 frame->n);
	return verdict;
}

/* The table of a test plays something. */
static void __attribute__((destructor)) both_tell(void)
{
	printf("# %lu frames were played to both\n", both_played);
}

#define filter_build both_build
#define run_program both_run

#endif
