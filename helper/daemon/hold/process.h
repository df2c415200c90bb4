/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * process.h - the process with which a device by name ends: that it is the
 * client's user's, and which one it is.
 */
#ifndef VMTAP_PROCESS_H
#define VMTAP_PROCESS_H

#include "daemon/granting.h"

/*
 * The request may have a device that ends with a process: is the process there,
 * is it the one that the client means, and is it the client's user's?  0 also if
 * the request names none.  Nothing is kept open.
 */
int hold_check(const struct grant *grant, struct error *err);

/* What is on record about the end of the device. */
struct facts_hold hold_facts(const struct request *request);

/* Open the process of a lease.  -ESRCH: it is gone, although another one may have
 * its number. */
int process_open(pid_t pid, uint64_t process, int *ret_pidfd);

#endif
