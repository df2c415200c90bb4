/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * syscalls.h - the system calls of the serving daemon.
 */
#ifndef VMTAP_SYSCALLS_H
#define VMTAP_SYSCALLS_H

/* Load the filter into every thread.  The process needs no_new_privs. */
int syscalls_load(void);

/* Write the filter as text (libseccomp's pseudo code) for review. */
int syscalls_export(int fd);

#endif
