/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is true of the program of any fence: the kernel takes it, it ends, it
 * fits, and it never loads bytes beyond a frame.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/pkt_cls.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link/filter/filter.h"
#include "tests/unit/bpf-run.h"

#define FENCES 3000
#define FRAMES 40 /* to each */
#define WORDS 8 /* of a filter */

static unsigned int number = 1;

static unsigned int any(unsigned int below)
{
	number = number * 1103515245 + 12345;
	return (number >> 8) % below;
}

static void any_prefix(struct prefix *prefix)
{
	unsigned int bits;

	*prefix = (struct prefix){ .family = any(2) ? AF_INET : AF_INET6 };
	bits = prefix->family == AF_INET ? 32 : 128;
	prefix->length = any(4) ? bits : any(bits + 1);
	for (unsigned int i = 0; i < prefix->length; i++)
		prefix->b[i / 8] =
			(uint8_t)(prefix->b[i / 8] | any(2) << (7 - i % 8));
}

static void any_fence(struct fence *fence)
{
	*fence = (struct fence){ .filters = any(1 << WORDS) };
	fence->n_addresses = any(FENCE_ADDRESSES_MAX + 1);
	for (size_t i = 0; i < fence->n_addresses; i++)
		any_prefix(&fence->addresses[i]);
	fence->n_macs = any(2) ? 0 : any(FENCE_MACS_MAX + 1);
	for (size_t i = 0; i < fence->n_macs; i++)
		fence->macs[i] =
			(struct lladdr){ { 0x52, 0x54, 0, 1, 3, (uint8_t)i } };
	fence->n_vlans = any(FENCE_VLANS_MAX + 1);
	for (size_t i = 0; i < fence->n_vlans; i++)
		fence->vlans[i] = (uint16_t)(1 + any(FENCE_VLAN_MAX));
}

/* Bytes with which a frame gets far: types, sizes and ports with a meaning. */
static void any_frame(struct frame *frame)
{
	static const uint8_t words[] = { 0x08, 0x00, 0x86, 0xdd, 0x06, 0x81,
					 0x45, 0x60, 0x11, 0x3a, 0x2c, 0x3c,
					 0x33, 0x2b, 0x01, 0x02, 0xff, 0x87 };
	static const char *const types[] = {
		"\x08\x00", "\x86\xdd", "\x08\x06",
		"\x81\x00", "\x88\xa8", "\x00\x30"
	};

	frame->n = any(200);
	frame->has_tag = any(4) == 0;
	frame->tci = (uint16_t)any(65536);
	frame->tpid = any(2) ? 0x8100 : 0x88a8;
	for (size_t i = 0; i < frame->n; i++)
		frame->b[i] = any(3) ? words[any(sizeof(words))]
				     : (uint8_t)any(256);
	for (size_t i = 12; i <= 20; i += 4)
		memcpy(frame->b + i, types[any(N_ELEMENTS(types))], 2);
	if (any(2))
		frame->b[14] = any(2) ? 0x60 : (uint8_t)(0x45 + any(11));
}

/* Every jump leads forward and stays inside; the last one is a return. */
static void is_bounded(const struct bpf_program *program)
{
	for (size_t i = 0; i < program->n; i++) {
		const struct sock_filter *code = &program->code[i];

		assert_non_null(program->why[i]);
		if (BPF_CLASS(code->code) != BPF_JMP)
			continue;
		if (BPF_OP(code->code) == BPF_JA) {
			assert_true(i + 1 + code->k < program->n);
		} else {
			assert_true(i + 1 + code->jt < program->n);
			assert_true(i + 1 + code->jf < program->n);
		}
	}
	assert_int_equal(BPF_CLASS(program->code[program->n - 1].code),
			 BPF_RET);
	assert_true(program->n <= BPF_MAXINSNS);
}

/* The kernel's bpf_check_classic() checks it; this needs no privilege. */
static void is_taken_by_the_kernel(int socket, struct bpf_program *program)
{
	struct sock_fprog prog = { .len = (unsigned short)program->n,
				   .filter = program->code };

	/* older kernels give little memory to the filters of a socket */
	if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &prog,
		       sizeof(prog)) < 0)
		assert_int_equal(errno, ENOMEM);
}

static void any_fence_will_do(void **state)
{
	static struct bpf_program program;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	for (unsigned int i = 0; i < FENCES; i++) {
		struct lladdr lladdr = { { 0x52, 0x54, 0, 1, 2, 3 } };
		struct fence fence;
		struct frame frame;

		any_fence(&fence);
		assert_int_equal(filter_build(&fence, any(2) ? &lladdr : NULL,
					      &program),
				 0);
		if (program.n == 0) {
			assert_int_equal(fence.filters, 0);
			continue;
		}
		is_bounded(&program);
		if (i % 16 == 0)
			is_taken_by_the_kernel(pair[0], &program);
		for (unsigned int j = 0; j < FRAMES; j++) {
			int verdict;

			any_frame(&frame);
			verdict = run_program(&program, &frame);
			if (verdict != TC_ACT_SHOT && verdict != TC_ACT_UNSPEC)
				fail_msg("fence %u, frame %u: %d", i, j,
					 verdict);
		}
	}
	(void)close(pair[0]);
	(void)close(pair[1]);
}

static void the_longest_fits(void **state)
{
	static struct bpf_program program;
	struct lladdr lladdr = { { 0x52, 0x54, 0, 1, 2, 3 } };
	struct fence fence = {
		.filters = (1 << WORDS) - 1,
		.n_addresses = FENCE_ADDRESSES_MAX,
		.n_macs = FENCE_MACS_MAX,
		.n_vlans = FENCE_VLANS_MAX,
	};
	int pair[2];

	(void)state;
	/* each needs one more word and a mask: the longest that there is */
	for (size_t i = 0; i < FENCE_ADDRESSES_MAX; i++) {
		assert_int_equal(
			prefix_parse("2001:db8::/127", &fence.addresses[i]), 0);
		fence.addresses[i].b[5] = (uint8_t)i;
	}
	assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
	print_message("the longest program has %zu instructions\n", program.n);
	is_bounded(&program);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	is_taken_by_the_kernel(pair[0], &program);
	(void)close(pair[0]);
	(void)close(pair[1]);
	fence.filters = FENCE_DEFAULT;
	fence.n_macs = fence.n_vlans = 0;
	assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
	print_message("the default has %zu\n", program.n);
}

static void no_word_no_program(void **state)
{
	struct fence fence = { .filters = 0, .n_vlans = 1, .vlans = { 7 } };
	static struct bpf_program program = { .n = 1 };

	(void)state;
	assert_int_equal(filter_build(&fence, NULL, &program), 0);
	assert_int_equal(program.n, 0);
}

/* ---- the assembler ---------------------------------------------------- */

static void add_nops(struct bpf *bpf, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		bpf_add(bpf, BPF_LD | BPF_IMM, 0, "nothing");
}

/* A byte of 7 takes one branch, any other byte the other, at any distance. */
static void far_jumps_arrive(void **state)
{
	static const unsigned int distances[] = { 0,   1,   253, 254,
						  255, 256, 257, 300 };
	static struct bpf bpf;
	static struct bpf_program program;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(distances); i++)
		for (size_t j = 0; j < N_ELEMENTS(distances); j++) {
			struct frame seven = { .n = 1, .b = { 7 } };
			struct frame other = { .n = 1, .b = { 8 } };
			unsigned int yes, no;

			bpf_begin(&bpf, 100, 200);
			yes = bpf_label(&bpf);
			no = bpf_label(&bpf);
			bpf_add(&bpf, BPF_LD | BPF_B | BPF_ABS, 0, "a byte");
			bpf_if_equal(&bpf, 7, yes, no, "seven");
			add_nops(&bpf, distances[i]);
			bpf_place(&bpf, yes);
			bpf_add(&bpf, BPF_RET | BPF_K, 300, "seven");
			add_nops(&bpf, distances[j]);
			bpf_place(&bpf, no);
			bpf_if_equal(&bpf, 9, BPF_DROP, BPF_NEXT, "nine");
			add_nops(&bpf, distances[j]);
			bpf_goto(&bpf, BPF_PASS, "end");
			assert_int_equal(bpf_finish(&bpf, &program), 0);
			is_bounded(&program);
			assert_int_equal(run_program(&program, &seven), 300);
			assert_int_equal(run_program(&program, &other), 100);
			other.b[0] = 9;
			assert_int_equal(run_program(&program, &other), 200);
		}
}

static void too_long_is_said(void **state)
{
	static struct bpf bpf;
	static struct bpf_program program = { .n = 5 };

	(void)state;
	bpf_begin(&bpf, 100, 200);
	add_nops(&bpf, BPF_PROGRAM_MAX - 1);
	assert_int_equal(bpf_finish(&bpf, &program), -EMSGSIZE);
	assert_int_equal(program.n, 5);
}

static void text(void **state)
{
	static const char *const wanted[] = {
		"ldx #0",
		"ld len",
		"jge #0xe, ",
		"ld [6]",
		"jeq #0x52540001, ",
		"ld vlan_pr",
		"ldh [12]",
		"ldb [x+14]",
		"ldh [x+20]",
		"tax",
		"sub x",
		"jge x, ",
		"ret #-1",
		"ret #2",
		"jset #0x1fff, ",
		"2001:db8::/32",
		"ld M[",
		"ldx M[",
		"stx M[",
		"st M[",
		"lsh #0x",
		"add x",
		"add #0x1",
		"and #0xfe",
		"; SNAP",
	};
	static struct bpf_program program;
	struct lladdr lladdr = { { 0x52, 0x54, 0, 1, 2, 3 } };
	struct fence fence = { .filters = FENCE_DEFAULT | FENCE_IPV6,
			       .n_addresses = 1 };
	static char all[BPF_PROGRAM_MAX * FILTER_LINE_SIZE];
	size_t used = 0;

	(void)state;
	assert_int_equal(prefix_parse("2001:db8::/32", fence.addresses), 0);
	assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
	for (size_t i = 0; i < program.n; i++) {
		char line[FILTER_LINE_SIZE];
		int n = filter_print(&program, i, line);

		assert_in_range(n, 1, FILTER_LINE_SIZE - 1);
		memcpy(all + used, line, (size_t)n);
		used += (size_t)n;
		all[used++] = '\n';
	}
	assert_null(strstr(all, "?"));
	for (size_t i = 0; i < N_ELEMENTS(wanted); i++)
		if (!strstr(all, wanted[i]))
			fail_msg("not there: %s", wanted[i]);
}

/* What show.c asks about a program that it read from the kernel, without
 * comments. */
static void read_back(void **state)
{
	const struct lladdr lladdr = { { 0x52, 0x54, 0, 1, 2, 3 } };
	const struct lladdr other = { { 0x52, 0x54, 0, 1, 2, 4 } };
	const struct lladdr other_head = { { 0x52, 0x56, 0, 1, 2, 3 } };
	struct fence fence = { .filters = FENCE_DEFAULT };
	static struct bpf_program program, today;
	uint32_t tag;

	(void)state;
	assert_int_equal(filter_build(&fence, &lladdr, &today), 0);
	assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
	memset(program.why, 0, sizeof(program.why));
	assert_true(filter_pins(&program, &lladdr));
	assert_false(filter_pins(&program, &other));
	assert_false(filter_pins(&program, &other_head));
	tag = filter_number(&program);
	assert_true(filter_annotate(&program, &today));
	assert_string_equal(program.why[program.n - 1], "drop");
	assert_int_equal(filter_number(&program), tag);
	assert_int_equal(filter_build(&fence, &other, &today), 0);
	assert_false(filter_annotate(&program, &today));
	assert_true(filter_number(&today) != tag);
	fence.filters = FENCE_DEFAULT & ~(unsigned int)FENCE_MAC;
	assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
	assert_false(filter_pins(&program, &lladdr));
	assert_int_equal(filter_build(&fence, NULL, &program), 0);
	assert_false(filter_pins(&program, &lladdr));
	program.n = 0;
	assert_false(filter_pins(&program, &lladdr));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_fence_will_do),
		cmocka_unit_test(the_longest_fits),
		cmocka_unit_test(no_word_no_program),
		cmocka_unit_test(far_jumps_arrive),
		cmocka_unit_test(too_long_is_said),
		cmocka_unit_test(text),
		cmocka_unit_test(read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
