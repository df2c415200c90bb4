/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * syscalls.h - the filter for the system calls of the serving daemon.
 */
#ifndef VMTAP_SYSCALLS_H
#define VMTAP_SYSCALLS_H

/* Load the filter into every thread.  The process needs no_new_privs. */
int syscalls_load(void);

/* For processes that read the policy or close connections: from now on bpf(2)
 * fails (EPERM), which the unit permits for the daemon's start. */
int syscalls_refuse_bpf(void);

/*
 * Write the filter for an architecture by libseccomp's name ("x86_64",
 * "aarch64"), this machine's or another, and for the pid SYSCALLS_EXPORT_PID.
 * It is for review and tests, so it lacks the rows for sanitizers.
 */
enum syscalls_form {
	SYSCALLS_TEXT, /* libseccomp's pseudo code */
	SYSCALLS_PROGRAM, /* struct sock_filter, as the kernel takes it */
};
#define SYSCALLS_EXPORT_PID 1000
int syscalls_export(const char *architecture, enum syscalls_form form, int fd);

#endif
