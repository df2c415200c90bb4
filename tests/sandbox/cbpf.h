/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cbpf.h - runs a classic BPF program as the kernel runs a seccomp filter.
 */
#ifndef VMTAP_TEST_CBPF_H
#define VMTAP_TEST_CBPF_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

/* 0: it is no program of the kind that the kernel takes. */
uint32_t cbpf_run(const struct sock_filter *program, size_t n,
		  const struct seccomp_data *data);

#endif
