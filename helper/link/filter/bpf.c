/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bpf.c - instructions with labels to instructions with distances.  Pure.  It
 * does not know what the program is for.
 */
#include "link/filter/bpf.h"

#include <assert.h>
#include <errno.h>
#include <linux/bpf_common.h>

_Static_assert(BPF_PROGRAM_MAX <= BPF_MAXINSNS, "the kernel takes it");

#define REACH 255 /* of a conditional jump, because jt and jf are bytes */
#define UNPLACED SIZE_MAX

void bpf_begin(struct bpf *bpf, uint32_t pass, uint32_t drop)
{
	bpf->pass = pass;
	bpf->drop = drop;
	bpf->is_overfull = false;
	bpf->n = 0;
	bpf->n_labels = BPF_LABEL_FIRST;
	bpf->place[BPF_PASS] = bpf->place[BPF_DROP] = UNPLACED;
}

unsigned int bpf_label(struct bpf *bpf)
{
	assert(bpf->n_labels < BPF_LABELS_MAX);
	bpf->place[bpf->n_labels] = UNPLACED;
	return bpf->n_labels++;
}

void bpf_place(struct bpf *bpf, unsigned int label)
{
	assert(bpf->place[label] == UNPLACED);
	bpf->place[label] = bpf->n;
}

static void add_line(struct bpf *bpf, const struct bpf_line *line)
{
	if (bpf->n == BPF_PROGRAM_MAX)
		bpf->is_overfull = true;
	else
		bpf->lines[bpf->n++] = *line;
}

void bpf_add(struct bpf *bpf, unsigned int code, uint32_t k, const char *why)
{
	struct bpf_line line = { .code = (uint16_t)code, .k = k, .why = why };

	add_line(bpf, &line);
}

static void add_test(struct bpf *bpf, struct bpf_line line, unsigned int yes,
		     unsigned int no)
{
	line.code |= BPF_JMP;
	line.yes = (uint16_t)yes;
	line.no = (uint16_t)no;
	add_line(bpf, &line);
}

void bpf_if_equal(struct bpf *bpf, uint32_t k, unsigned int yes,
		  unsigned int no, const char *why)
{
	add_test(bpf, (struct bpf_line){ .code = BPF_JEQ, .k = k, .why = why },
		 yes, no);
}

void bpf_if_above(struct bpf *bpf, uint32_t k, unsigned int yes,
		  unsigned int no, const char *why)
{
	add_test(bpf, (struct bpf_line){ .code = BPF_JGT, .k = k, .why = why },
		 yes, no);
}

void bpf_if_at_least(struct bpf *bpf, uint32_t k, unsigned int yes,
		     unsigned int no, const char *why)
{
	add_test(bpf, (struct bpf_line){ .code = BPF_JGE, .k = k, .why = why },
		 yes, no);
}

void bpf_if_at_least_x(struct bpf *bpf, unsigned int yes, unsigned int no,
		       const char *why)
{
	add_test(bpf, (struct bpf_line){ .code = BPF_JGE | BPF_X, .why = why },
		 yes, no);
}

void bpf_if_any_of(struct bpf *bpf, uint32_t mask, unsigned int yes,
		   unsigned int no, const char *why)
{
	add_test(bpf,
		 (struct bpf_line){ .code = BPF_JSET, .k = mask, .why = why },
		 yes, no);
}

void bpf_goto(struct bpf *bpf, unsigned int label, const char *why)
{
	struct bpf_line line = {
		.code = BPF_JMP | BPF_JA,
		.yes = (uint16_t)label,
		.why = why,
	};

	add_line(bpf, &line);
}

void bpf_about(struct bpf *bpf, const struct prefix *prefix)
{
	if (bpf->n > 0)
		bpf->lines[bpf->n - 1].about = prefix;
}

/* ---- distances -------------------------------------------------------- */

static bool is_conditional(const struct bpf_line *line)
{
	return BPF_CLASS(line->code) == BPF_JMP && BPF_OP(line->code) != BPF_JA;
}

/* Find where each line begins.  One or two helpers follow a far jump. */
static size_t lay_out(const struct bpf *bpf, size_t at[BPF_PROGRAM_MAX + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < bpf->n; i++) {
		at[i] = n;
		n += 1u + bpf->lines[i].has_far_yes + bpf->lines[i].has_far_no;
	}
	at[bpf->n] = n;
	return n;
}

static size_t target(const struct bpf *bpf, const size_t *at, size_t i,
		     unsigned int label)
{
	if (label == BPF_NEXT)
		return at[i + 1];
	assert(bpf->place[label] != UNPLACED && bpf->place[label] > i);
	return at[bpf->place[label]];
}

/* A line never gets shorter, so this loop ends. */
static size_t relax(struct bpf *bpf, size_t at[BPF_PROGRAM_MAX + 1])
{
	bool is_changed;
	size_t n;

	do {
		is_changed = false;
		n = lay_out(bpf, at);
		for (size_t i = 0; i < bpf->n; i++) {
			struct bpf_line *line = &bpf->lines[i];

			if (!is_conditional(line))
				continue;
			if (!line->has_far_yes &&
			    target(bpf, at, i, line->yes) - at[i] > REACH)
				line->has_far_yes = is_changed = true;
			if (!line->has_far_no &&
			    target(bpf, at, i, line->no) - at[i] > REACH)
				line->has_far_no = is_changed = true;
		}
	} while (is_changed);
	return n;
}

static void put(struct bpf_program *program, const struct bpf_line *line,
		struct sock_filter code)
{
	program->why[program->n] = line->why;
	program->about[program->n] = line->about;
	program->code[program->n++] = code;
}

/* Add a jump from the end of the program to a verdict or a place. */
static void put_goto(const struct bpf *bpf, const struct bpf_line *line,
		     unsigned int label, size_t to, struct bpf_program *program)
{
	struct sock_filter code = { .code = BPF_RET | BPF_K };

	if (label == BPF_PASS) {
		code.k = bpf->pass;
	} else if (label == BPF_DROP) {
		code.k = bpf->drop;
	} else {
		code.code = BPF_JMP | BPF_JA;
		code.k = (uint32_t)(to - program->n - 1);
	}
	put(program, line, code);
}

static void put_line(const struct bpf *bpf, const size_t *at, size_t i,
		     struct bpf_program *program)
{
	const struct bpf_line *line = &bpf->lines[i];
	struct sock_filter code = { .code = line->code, .k = line->k };
	size_t yes, no;

	if (BPF_CLASS(line->code) != BPF_JMP) {
		put(program, line, code);
		return;
	}
	yes = target(bpf, at, i, line->yes);
	if (!is_conditional(line)) {
		put_goto(bpf, line, line->yes, yes, program);
		return;
	}
	no = target(bpf, at, i, line->no);
	code.jt = line->has_far_yes ? 0 : (uint8_t)(yes - at[i] - 1);
	code.jf = line->has_far_no ? line->has_far_yes
				   : (uint8_t)(no - at[i] - 1);
	put(program, line, code);
	if (line->has_far_yes)
		put_goto(bpf, line, line->yes, yes, program);
	if (line->has_far_no)
		put_goto(bpf, line, line->no, no, program);
}

int bpf_finish(struct bpf *bpf, struct bpf_program *ret_program)
{
	size_t at[BPF_PROGRAM_MAX + 1];

	bpf_place(bpf, BPF_PASS);
	bpf_add(bpf, BPF_RET | BPF_K, bpf->pass, "pass");
	bpf_place(bpf, BPF_DROP);
	bpf_add(bpf, BPF_RET | BPF_K, bpf->drop, "drop");
	if (bpf->is_overfull || relax(bpf, at) > BPF_PROGRAM_MAX)
		return -EMSGSIZE;
	ret_program->n = 0;
	for (size_t i = 0; i < bpf->n; i++)
		put_line(bpf, at, i, ret_program);
	return 0;
}
