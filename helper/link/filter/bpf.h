/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bpf.h - a small assembler of classic BPF.  Jumps go to labels, and each
 * instruction says why it is there.  Pure.
 *
 * A program jumps forward only, so it ends.  The kernel's conditional jumps
 * reach 255 instructions.  A farther jump is made of two, and a far jump to a
 * verdict becomes a return on the spot.
 */
#ifndef VMTAP_BPF_H
#define VMTAP_BPF_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/address/prefix.h"

/* The longest fence needs less (see tests/unit/test-filter.c).  The kernel
 * takes BPF_MAXINSNS, 4096. */
#define BPF_PROGRAM_MAX 1152
#define BPF_LABELS_MAX 256

/* Labels that every program has.  bpf_label() makes more. */
enum bpf_label {
	BPF_NEXT, /* the instruction that follows */
	BPF_PASS,
	BPF_DROP,
	BPF_LABEL_FIRST,
};

struct bpf_line {
	uint16_t code;
	uint16_t yes, no; /* labels, for jumps */
	bool has_far_yes, has_far_no;
	uint32_t k;
	const char *why;
	const struct prefix *about;
};

/* A program as the kernel takes it.  Beside each instruction is why it is
 * there, a static string, and the address that it is about. */
struct bpf_program {
	size_t n;
	struct sock_filter code[BPF_PROGRAM_MAX];
	const char *why[BPF_PROGRAM_MAX];
	const struct prefix *about[BPF_PROGRAM_MAX];
};

struct bpf {
	uint32_t pass, drop; /* the values of the verdicts */
	bool is_overfull;
	size_t n;
	unsigned int n_labels;
	size_t place[BPF_LABELS_MAX]; /* the number of the line */
	struct bpf_line lines[BPF_PROGRAM_MAX];
};

void bpf_begin(struct bpf *bpf, uint32_t pass, uint32_t drop);

/* bpf_label() makes a label.  bpf_place() lets it stand for the next
 * instruction that is added. */
unsigned int bpf_label(struct bpf *bpf);
void bpf_place(struct bpf *bpf, unsigned int label);

void bpf_add(struct bpf *bpf, unsigned int code, uint32_t k, const char *why);
/* Compare A and go on at one of two labels. */
void bpf_if_equal(struct bpf *bpf, uint32_t k, unsigned int yes,
		  unsigned int no, const char *why);
void bpf_if_above(struct bpf *bpf, uint32_t k, unsigned int yes,
		  unsigned int no, const char *why);
void bpf_if_at_least(struct bpf *bpf, uint32_t k, unsigned int yes,
		     unsigned int no, const char *why);
/* with X, not with a constant */
void bpf_if_at_least_x(struct bpf *bpf, unsigned int yes, unsigned int no,
		       const char *why);
/* any bit of the mask is set in A */
void bpf_if_any_of(struct bpf *bpf, uint32_t mask, unsigned int yes,
		   unsigned int no, const char *why);
void bpf_goto(struct bpf *bpf, unsigned int label, const char *why);
/* The last instruction is about this prefix. */
void bpf_about(struct bpf *bpf, const struct prefix *prefix);

/* -EMSGSIZE: the program does not fit. */
int bpf_finish(struct bpf *bpf, struct bpf_program *ret_program);

#endif
