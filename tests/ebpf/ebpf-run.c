/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ebpf-run.c - apart from the tests, because the kernel's header of bpf(2) and
 * that of the classic assembler have names in common.
 */
#include "tests/ebpf/ebpf-run.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <fence.skel.h>

#define IPV6_HEADER 40

/* It stays to the end, with the program and the map. */
static struct ebpf_fence *skeleton;

struct slot *ebpf_load_program(int *ret_program)
{
	void *at;

	skeleton = ebpf_fence__open_and_load();
	if (!skeleton) {
		fprintf(stderr, "the kernel does not take the program: %s\n",
			strerror(errno));
		exit(99);
	}
	at = mmap(NULL, sizeof(struct slot), PROT_READ | PROT_WRITE, MAP_SHARED,
		  skeleton->maps.slots.map_fd, 0);
	if (at == MAP_FAILED) {
		perror("mmap of the slots");
		exit(99);
	}
	*ret_program = skeleton->progs.fence.prog_fd;
	return at;
}

int ebpf_run(int program, const uint8_t *bytes, size_t n)
{
	union bpf_attr attr = { 0 };

	attr.test.prog_fd = (uint32_t)program;
	attr.test.data_in = (uintptr_t)bytes;
	attr.test.data_size_in = (uint32_t)n;
	if (skel_sys_bpf(BPF_PROG_RUN, &attr, sizeof(attr)) < 0) {
		if (errno == EINVAL && n < ETH_HLEN + IPV6_HEADER)
			return EBPF_NOT_PLAYED;
		perror("BPF_PROG_RUN");
		exit(99);
	}
	return (int)attr.test.retval;
}
