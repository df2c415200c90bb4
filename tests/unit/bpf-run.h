/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bpf-run.h - runs classic BPF as the kernel does, with checks: what would end
 * a program in the kernel has a verdict of its own here.
 */
#ifndef VMTAP_BPF_RUN_H
#define VMTAP_BPF_RUN_H

#include <stdlib.h>

#include "tests/unit/unit.h"

#include "link/filter/bpf.h"

#define RUN_LOAD_OUT_OF_RANGE (-1000) /* the kernel would return 0: pass */
#define RUN_BROKEN (-1001)

struct frame {
	size_t n;
	uint8_t b[512];
	bool has_tag; /* beside the bytes, as at the ingress of a TAP */
	uint16_t tci, tpid;
};

static inline bool run_load(const struct sock_filter *code,
			    const struct frame *frame, uint32_t x, uint32_t *a)
{
	size_t size = BPF_SIZE(code->code) == BPF_W   ? 4
		      : BPF_SIZE(code->code) == BPF_H ? 2
						      : 1;
	uint64_t at = code->k;

	if (BPF_MODE(code->code) == BPF_LEN) {
		*a = (uint32_t)frame->n;
		return true;
	}
	if (code->code == (BPF_LD | BPF_W | BPF_ABS)) {
		if (at == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT))
			return *a = frame->has_tag, true;
		if (at == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG))
			return *a = frame->tci, true;
		if (at == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TPID))
			return *a = frame->tpid, true;
	}
	if (BPF_MODE(code->code) == BPF_IND)
		at += x;
	if (at + size > frame->n)
		return false;
	for (*a = 0; size > 0; size--)
		*a = *a << 8 | frame->b[at++];
	return true;
}

static inline bool run_if(const struct sock_filter *code, uint32_t a,
			  uint32_t x)
{
	uint32_t k = BPF_SRC(code->code) == BPF_X ? x : code->k;

	switch (BPF_OP(code->code)) {
	case BPF_JEQ:
		return a == k;
	case BPF_JGT:
		return a > k;
	case BPF_JGE:
		return a >= k;
	case BPF_JSET:
		return a & k;
	default:
		abort();
	}
}

static inline uint32_t run_alu(const struct sock_filter *code, uint32_t a,
			       uint32_t x)
{
	uint32_t k = BPF_SRC(code->code) == BPF_X ? x : code->k;

	switch (BPF_OP(code->code)) {
	case BPF_ADD:
		return a + k;
	case BPF_SUB:
		return a - k;
	case BPF_AND:
		return a & k;
	case BPF_LSH:
		return a << k;
	default:
		abort();
	}
}

/* What the program returns, or one of the above. */
static inline int run_program(const struct bpf_program *program,
			      const struct frame *frame)
{
	uint32_t a = 0, x = 0, m[BPF_MEMWORDS] = { 0 };

	for (size_t i = 0; i < program->n; i++) {
		const struct sock_filter *code = &program->code[i];

		switch (BPF_CLASS(code->code)) {
		case BPF_LD:
			if (BPF_MODE(code->code) == BPF_IMM)
				a = code->k;
			else if (BPF_MODE(code->code) == BPF_MEM)
				a = m[code->k];
			else if (!run_load(code, frame, x, &a))
				return RUN_LOAD_OUT_OF_RANGE;
			break;
		case BPF_LDX:
			x = BPF_MODE(code->code) == BPF_IMM ? code->k
							    : m[code->k];
			break;
		case BPF_ST:
			m[code->k] = a;
			break;
		case BPF_STX:
			m[code->k] = x;
			break;
		case BPF_ALU:
			a = run_alu(code, a, x);
			break;
		case BPF_JMP:
			if (BPF_OP(code->code) == BPF_JA)
				i += code->k;
			else
				i += run_if(code, a, x) ? code->jt : code->jf;
			break;
		case BPF_RET:
			return (int)code->k;
		default: /* BPF_MISC */
			if (BPF_MISCOP(code->code) == BPF_TAX)
				x = a;
			else
				a = x;
			break;
		}
	}
	return RUN_BROKEN;
}

#endif
