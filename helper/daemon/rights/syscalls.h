/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * syscalls.h - the system calls of the serving daemon.
 */
#ifndef VMTAP_SYSCALLS_H
#define VMTAP_SYSCALLS_H

/* Load the filter into every thread.  The process needs no_new_privs. */
int syscalls_load(void);

/*
 * Write the filter as it is for an architecture by libseccomp's name of it
 * ("x86_64", "aarch64"), this machine's or another, and for a process of that
 * number.  For review and for tests: without what sanitizers need.
 */
enum syscalls_form {
	SYSCALLS_TEXT, /* libseccomp's pseudo code */
	SYSCALLS_PROGRAM, /* struct sock_filter, as the kernel takes it */
};
#define SYSCALLS_EXPORT_PID 1000
int syscalls_export(const char *architecture, enum syscalls_form form, int fd);

#endif
