/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * problem.h - a sentence that says what is wrong with the command line.
 */
#ifndef VMTAP_PROBLEM_H
#define VMTAP_PROBLEM_H

#include "vmtap.h"

/* Fill *err with VMTAP_E_ARGUMENT and the sentence; returns -EINVAL. */
int problem(struct vmtap_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* VMTAP_E_INTERNAL, "out of memory"; returns -ENOMEM. */
int problem_memory(struct vmtap_error *err);

#endif
