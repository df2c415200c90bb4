/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cbpf.c - the instructions that libseccomp makes; any other is an error.
 * Words of seccomp_data are in the machine's byte order.  Words of packets are
 * not, and libpcap's bpf_filter() is for packets.
 */
#include "tests/sandbox/cbpf.h"

#include <stdbool.h>
#include <string.h>

static bool load(const struct seccomp_data *data, uint32_t offset,
		 uint32_t *ret_word)
{
	if (offset % 4 != 0 || offset > sizeof(*data) - 4)
		return false;
	(void)memcpy(ret_word, (const char *)data + offset, 4);
	return true;
}

static bool is_jump_taken(uint16_t code, uint32_t a, uint32_t k)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ:
		return a == k;
	case BPF_JGT:
		return a > k;
	case BPF_JGE:
		return a >= k;
	default:
		return (a & k) != 0; /* BPF_JSET, see is_known() */
	}
}

static bool is_known_jump(uint16_t code)
{
	return code == (BPF_JMP | BPF_JEQ | BPF_K) ||
	       code == (BPF_JMP | BPF_JGT | BPF_K) ||
	       code == (BPF_JMP | BPF_JGE | BPF_K) ||
	       code == (BPF_JMP | BPF_JSET | BPF_K);
}

uint32_t cbpf_run(const struct sock_filter *program, size_t n,
		  const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t i = 0; i < n; i++) {
		const struct sock_filter *f = &program[i];

		if (f->code == (BPF_RET | BPF_K))
			return f->k;
		if (f->code == (BPF_LD | BPF_W | BPF_ABS)) {
			if (!load(data, f->k, &a))
				return 0;
		} else if (f->code == (BPF_ALU | BPF_AND | BPF_K)) {
			a &= f->k;
		} else if (f->code == (BPF_JMP | BPF_JA)) {
			i += f->k;
		} else if (is_known_jump(f->code)) {
			i += is_jump_taken(f->code, a, f->k) ? f->jt : f->jf;
		} else {
			return 0;
		}
	}
	return 0;
}
