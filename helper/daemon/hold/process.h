/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * process.h - the process with which a device by name ends.  hold.h has what asks
 * whose it is.
 */
#ifndef VMTAP_PROCESS_H
#define VMTAP_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* Open the process of a lease.  -ESRCH: it is gone, although another one may have
 * its number. */
int process_open(pid_t pid, uint64_t process, int *ret_pidfd);

#endif
