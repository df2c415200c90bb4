/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * numbers.h - which numbers the descriptors of the cards have in the command.
 */
#ifndef VMTAP_NUMBERS_H
#define VMTAP_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "vmtap.h"

/* Of all cards: queues and vhost-net. */
#define NUMBERS_MAX (32 * 2 * VMTAP_QUEUES_MAX)
/* The first number behind the standard streams, as sd_listen_fds(3) has it. */
#define NUMBERS_FIRST 3

/*
 * Give the n descriptors *fds[0], *fds[1], ... the numbers from 3 on, without
 * those that the caller of vmtap left open, and let the command inherit them.
 * The numbers go into *fds[i].  A descriptor that is negative is only planned.
 * If is_strict, none may be left out: -EBUSY with a sentence.
 */
int numbers_settle(int **fds, size_t n, bool is_strict,
		   struct vmtap_error *err);

#endif
