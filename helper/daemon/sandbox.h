/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sandbox.h - what the daemon gives up, in stages, each in the order of main().
 */
#ifndef VMTAP_SANDBOX_H
#define VMTAP_SANDBOX_H

#include "error.h"

/*
 * First thing.
 *   Should: no core dump, not traceable by the same user, new files private,
 *           as many descriptors as the host grants.
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

/* For the process of reader.c: no capability, and none to be gained. */
int sandbox_nothing(void);

/*
 * Last thing before the loop, with all threads there.
 *   Should: allow the system calls of syscalls.c's table, and no other.
 *   Mustn't: be undone; there is no way back.
 */
int sandbox_serve(struct error *err);

#endif
