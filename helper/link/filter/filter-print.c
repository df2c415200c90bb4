/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-print.c - a program as text, with one instruction in a line, in the
 * words of the kernel's bpf_asm.  Pure.
 */
#include "link/filter/filter.h"

#include <stdio.h>

static const char *name_of(const struct sock_filter *code)
{
	switch (code->code & ~(unsigned int)BPF_X) {
	case BPF_JMP | BPF_JEQ:
		return "jeq";
	case BPF_JMP | BPF_JGT:
		return "jgt";
	case BPF_JMP | BPF_JGE:
		return "jge";
	case BPF_JMP | BPF_JSET:
		return "jset";
	case BPF_ALU | BPF_ADD:
		return "add";
	case BPF_ALU | BPF_SUB:
		return "sub";
	case BPF_ALU | BPF_AND:
		return "and";
	case BPF_ALU | BPF_LSH:
		return "lsh";
	default: /* the generator does not write this one */
		return "?";
	}
}

static void print_load(const struct sock_filter *code, char *text, size_t size)
{
	const char *name = BPF_SIZE(code->code) == BPF_W   ? "ld"
			   : BPF_SIZE(code->code) == BPF_H ? "ldh"
							   : "ldb";

	if (BPF_MODE(code->code) == BPF_IND)
		(void)snprintf(text, size, "%s [x+%u]", name, code->k);
	else if (code->k == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT))
		(void)snprintf(text, size, "ld vlan_pr");
	else if (code->k == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG))
		(void)snprintf(text, size, "ld vlan_tci");
	else if (code->k == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TPID))
		(void)snprintf(text, size, "ld vlan_tpid");
	else
		(void)snprintf(text, size, "%s [%u]", name, code->k);
}

static void print_operand(const struct sock_filter *code, char *text,
			  size_t size)
{
	if (BPF_SRC(code->code) == BPF_X)
		(void)snprintf(text, size, "%s x", name_of(code));
	else
		(void)snprintf(text, size, "%s #0x%x", name_of(code), code->k);
}

/* Targets are numbers of lines, so that a reader need not count. */
static void print_jump(const struct sock_filter *code, size_t i, char *text,
		       size_t size)
{
	char operand[32];

	if (BPF_OP(code->code) == BPF_JA) {
		(void)snprintf(text, size, "ja %zu", i + 1 + code->k);
		return;
	}
	print_operand(code, operand, sizeof(operand));
	(void)snprintf(text, size, "%s, %zu, %zu", operand, i + 1 + code->jt,
		       i + 1 + code->jf);
}

static void print_code(const struct sock_filter *code, size_t i, char *text,
		       size_t size)
{
	switch (code->code) {
	case BPF_LD | BPF_W | BPF_LEN:
		(void)snprintf(text, size, "ld len");
		return;
	case BPF_LD | BPF_IMM:
		(void)snprintf(text, size, "ld #%u", code->k);
		return;
	case BPF_LDX | BPF_IMM:
		(void)snprintf(text, size, "ldx #%u", code->k);
		return;
	case BPF_LDX | BPF_MEM:
		(void)snprintf(text, size, "ldx M[%u]", code->k);
		return;
	case BPF_STX:
		(void)snprintf(text, size, "stx M[%u]", code->k);
		return;
	case BPF_LD | BPF_MEM:
		(void)snprintf(text, size, "ld M[%u]", code->k);
		return;
	case BPF_ST:
		(void)snprintf(text, size, "st M[%u]", code->k);
		return;
	case BPF_MISC | BPF_TAX:
		(void)snprintf(text, size, "tax");
		return;
	case BPF_RET | BPF_K:
		(void)snprintf(text, size, "ret #%d", (int)code->k);
		return;
	default: /* other instructions by their class */
		break;
	}
	if (BPF_CLASS(code->code) == BPF_LD)
		print_load(code, text, size);
	else if (BPF_CLASS(code->code) == BPF_JMP)
		print_jump(code, i, text, size);
	else
		print_operand(code, text, size);
}

int filter_print(const struct bpf_program *program, size_t i,
		 char line[FILTER_LINE_SIZE])
{
	char code[48], address[PREFIX_TEXT_SIZE] = "";
	const char *why = program->why[i];

	print_code(&program->code[i], i, code, sizeof(code));
	if (program->about[i])
		prefix_format(program->about[i], address);
	if (!why)
		return snprintf(line, FILTER_LINE_SIZE, "%4zu: %s", i, code);
	return snprintf(line, FILTER_LINE_SIZE, "%4zu: %-28s ; %s%s%s", i, code,
			why, address[0] ? ": " : "", address);
}
