/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * announced.h - what the service manager announces in the environment: passed
 * descriptors (sd_listen_fds(3)) and the watchdog (sd_watchdog_enabled(3)).  Both
 * pages say that the variables are an interface that stays.
 */
#ifndef VMTAP_ANNOUNCED_H
#define VMTAP_ANNOUNCED_H

#include <stdint.h>

/* The first passed descriptor; the others follow it. */
#define ANNOUNCED_FDS_START 3

/* How many descriptors are passed to this process.  Their number is not checked
 * against those that are open. */
unsigned int announced_fds(void);

/* Microseconds within which the manager wants a sign of life; 0: it wants none. */
uint64_t announced_watchdog(void);

#endif
