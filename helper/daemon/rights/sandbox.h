/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sandbox.h - what the daemon gives up, in stages, each in the order of main().
 */
#ifndef VMTAP_SANDBOX_H
#define VMTAP_SANDBOX_H

#include <stdbool.h>

#include "common/error.h"

/*
 * First thing.
 *   Should: no core dump, not traceable by the same user, new files private,
 *           no memory that was writable is executed (Linux 6.3), as many
 *           descriptors as the host grants, and none that was left open.
 *   Mustn't: open anything.
 */
int sandbox_early(struct error *err);

/*
 * When all that needs root is done, before the second thread.
 *   Should: keep CAP_NET_ADMIN in the permitted and effective sets, and
 *           nothing anywhere else; nothing can be gained by exec any more.
 *   Mustn't: succeed without CAP_NET_ADMIN.
 */
int sandbox_capabilities(struct error *err);

/*
 * After that, before the second thread.
 *   socket: the path to remove at the end, or "".
 *   Should: leave only the files that landlock.c lists.  *ret_is_kept: the
 *           kernel does so; an old one may not, and all else holds without.
 */
int sandbox_files(const char *socket, bool *ret_is_kept, struct error *err);

/* For the processes of reader.c and resolver.c: no capability, none to be gained,
 * nothing that can be written, no descriptor but keep, also (if it is one), and
 * the three standard ones. */
int sandbox_nothing(int keep, int also);

/* Before that, for the latter: root becomes nobody, of no group.  Who is root, but
 * may not become another (without CAP_SETUID, or alone in a user namespace), stays
 * so.  Others are what they are. */
int sandbox_nobody(void);

/*
 * Last thing before the loop, with all threads there.
 *   Should: allow the system calls of syscalls.c's table, and no other.
 *   Mustn't: be undone; there is no way back.
 */
int sandbox_serve(struct error *err);

#endif
