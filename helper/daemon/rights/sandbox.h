/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sandbox.h - the rights that the daemon gives up, in the order of main.c.
 */
#ifndef VMTAP_SANDBOX_H
#define VMTAP_SANDBOX_H

#include <stdbool.h>

#include "common/error.h"

/*
 * Call it first.
 *   Should: allow no core dump and no trace by the same user; make new files
 *           private; never execute memory that was writable (Linux 6.3); allow
 *           as many descriptors as the host does, and close those left open.
 *   Mustn't: open anything.
 */
int sandbox_early(struct error *err);

/*
 * Call it when all that needs root is done, before the second thread.
 *   Should: keep CAP_NET_ADMIN in the permitted and effective sets, and
 *           empty all other sets; an exec gives no right back.
 *   Mustn't: succeed without CAP_NET_ADMIN.
 */
int sandbox_capabilities(struct error *err);

/*
 * Call it after that, before the second thread.
 *   socket: the path to remove at the end, or "".
 *   Should: leave only the files that landlock.c lists.  *ret_is_kept: false if
 *           the kernel has no Landlock; all other walls stand without it.
 */
int sandbox_files(const char *socket, bool *ret_is_kept, struct error *err);

/* For the processes of reader.c, resolver.c and discard.c: no capability, none
 * to gain, no bpf(2), no file to write, and no descriptor but keep, also
 * (unless it is negative) and the three standard ones. */
int sandbox_nothing(int keep, int also);

/* For resolver.c and discard.c, before that: root becomes nobody, in no group.
 * Root stays root if it may not change its uid (without CAP_SETUID, or alone in
 * a user namespace).  Another user stays what it is. */
int sandbox_nobody(void);

/*
 * Call it last before the loop, when all threads are there.
 *   Should: allow the system calls of syscalls.c's table, and no other.
 *   Mustn't: be undone by anybody.
 */
int sandbox_serve(struct error *err);

#endif
