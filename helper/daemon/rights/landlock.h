/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * landlock.h - limits the files that a process may open (landlock(7)).
 *
 * The kernel checks each open, for root as well.  Both functions use as much of
 * Landlock as the kernel has: Linux 6.1 has the part about files, and later
 * ones add to it.
 */
#ifndef VMTAP_LANDLOCK_H
#define VMTAP_LANDLOCK_H

/*
 * For the daemon.  remove_in: the folder of the file that the daemon removes at
 * its end, or NULL.  *ret_version: 0 if the kernel has no Landlock; then
 * nothing has changed.
 *   Should: leave the few files of landlock.c's table; no TCP, no signal to
 *           another process, no abstract unix socket.
 *   Mustn't: be called when there is a second thread, which would stay free.
 */
int landlock_daemon(const char *remove_in, int *ret_version);

/* For the policy's reader: it may read what it could read before, and write
 * nothing. */
int landlock_reader(void);

#endif
