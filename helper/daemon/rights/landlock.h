/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * landlock.h - which files are open to a process from now on (landlock(7)).
 *
 * The rights of files are kept by the kernel at each open, whoever owns them:
 * so it holds for a daemon that runs as root, too.  Both take what the kernel
 * has; Linux 6.1 has the part about files, later ones add to it.
 */
#ifndef VMTAP_LANDLOCK_H
#define VMTAP_LANDLOCK_H

/*
 * The daemon.  remove_in: a folder that it removes a file from at its end, or
 * NULL.  *ret_version is 0 where the kernel has no Landlock, and all is as
 * before.
 *   Should: leave the few files of landlock.c's table; no TCP, no signal to
 *           another process, no abstract unix socket.
 *   Mustn't: be called with a second thread, which would be left out.
 */
int landlock_daemon(const char *remove_in, int *ret_version);

/* The policy's reader: what it may read already, and nothing to write. */
int landlock_reader(void);

#endif
