/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * syscalls.c - the system calls of the serving daemon: one table, one filter,
 * the only user of libseccomp.  What is not in the table kills the process.
 *
 * A row is a call, at most one rule for an argument, the module that needs it,
 * and why.  Several rows for one call mean: any of these.
 */
#include "syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

#include "config.h"

#ifndef SO_PEERPIDFD /* Linux 6.5; asm-generic/socket.h */
#define SO_PEERPIDFD 77
#endif

enum rule {
	ANY, /* whatever the arguments */
	EQUAL, /* the lower 32 bits of argument arg are value */
	LACKS, /* argument arg has no bit of value */
	OWN, /* argument arg is our own process */
};

struct row {
	int call;
	enum rule rule;
	unsigned int arg;
	uint64_t value;
	const char *module;
	const char *why;
};

#define CALL(name) SCMP_SYS(name)

static const struct row rows[] = {
	/* the loop */
	{ CALL(epoll_wait), ANY, 0, 0, "libevent", "waits for all events" },
	{ CALL(epoll_pwait), ANY, 0, 0, "libevent", "the same, on arm64" },
	{ CALL(epoll_ctl), ANY, 0, 0, "libevent", "connections come and go" },
	{ CALL(read), ANY, 0, 0, "watch, node, peername",
	  "inotify, /sys, /proc/PID/comm" },
	{ CALL(write), ANY, 0, 0, "log", "stderr; libevent's signal pipe" },
	{ CALL(close), ANY, 0, 0, "all", "descriptors end" },
	{ CALL(clock_gettime), ANY, 0, 0, "libevent, log",
	  "timers; where the vDSO does not answer" },
	{ CALL(gettimeofday), ANY, 0, 0, "libevent", "the same" },
	{ CALL(time), ANY, 0, 0, "broker", "the same: since when a lease is" },

	/* clients */
	{ CALL(accept4), ANY, 0, 0, "server", "a client connects" },
	{ CALL(getsockopt), EQUAL, 2, SO_PEERCRED, "peercred", "who calls" },
	{ CALL(getsockopt), EQUAL, 2, SO_PEERGROUPS, "peercred", "who calls" },
	{ CALL(getsockopt), EQUAL, 2, SO_PEERPIDFD, "peername",
	  "is who connected still there" },
	{ CALL(recvmsg), ANY, 0, 0, "scm, rtnl", "requests, kernel's answers" },
	{ CALL(sendmsg), ANY, 0, 0, "scm", "replies with descriptors" },
	{ CALL(sendto), ANY, 0, 0, "rtnl, manager, journal",
	  "messages to the kernel, lines to systemd and its journal" },

	/* devices */
	{ CALL(openat), LACKS, 2, O_CREAT | O_TRUNC, "node",
	  "/dev/net/tun, /dev/tapN, /dev/vhost-net, /sys, /proc/PID/comm" },
	{ CALL(faccessat2), ANY, 0, 0, "node", "may we open /dev/tapN yet" },
	{ CALL(newfstatat), ANY, 0, 0, "node", "fstat: st_rdev" },
	{ CALL(fstat), ANY, 0, 0, "node", "the same, other libc" },
	{ CALL(lseek), ANY, 0, 0, "node", "fclose() of what was read" },
	{ CALL(ioctl), EQUAL, 1, TUNSETIFF, "tun", "makes and opens a TAP" },
	{ CALL(ioctl), EQUAL, 1, TUNSETIFINDEX, "tap", "chooses the ifindex" },
	{ CALL(ioctl), EQUAL, 1, TUNSETOWNER, "tun",
	  "root's, not everybody's" },
	{ CALL(ioctl), EQUAL, 1, TUNGETIFF, "tun", "checks what was opened" },
	{ CALL(ioctl), EQUAL, 1, TUNGETVNETHDRSZ, "tun",
	  "fact for the client" },
	{ CALL(ioctl), EQUAL, 1, TUNSETQUEUE, "tun",
	  "a sentry takes no frames" },
	{ CALL(fcntl), EQUAL, 1, F_OFD_SETLK, "held", "marks an fd as held" },
	{ CALL(fcntl), EQUAL, 1, F_OFD_GETLK, "held", "asks if one is held" },
	{ CALL(inotify_add_watch), ANY, 0, 0, "node", "the last close" },
	{ CALL(inotify_rm_watch), ANY, 0, 0, "broker, expire", "and its end" },
	{ CALL(inotify_init1), ANY, 0, 0, "node", "waits for udev" },
	{ CALL(poll), ANY, 0, 0, "node, peername",
	  "waits for udev; has a process ended" },
	{ CALL(ppoll), ANY, 0, 0, "node, peername", "the same, on arm64" },
	{ CALL(getrandom), ANY, 0, 0, "device, broker", "ifindex, address" },

	/* a reload of the policy */
	{ CALL(recvfrom), ANY, 0, 0, "reader", "the reader's turn is over" },
	{ CALL(ioctl), EQUAL, 1, TCGETS, "policy",
	  "libconfuse's lexer asks if its input, fd -1, is a terminal" },

	/* memory: never executable */
	{ CALL(brk), ANY, 0, 0, "libc", "malloc" },
	{ CALL(mmap), LACKS, 2, PROT_EXEC, "libc", "malloc" },
	{ CALL(mprotect), LACKS, 2, PROT_EXEC, "libc", "malloc's arenas" },
	{ CALL(sysinfo), ANY, 0, 0, "policy",
	  "qsort() of many networks or rules asks how much there is" },
	{ CALL(munmap), ANY, 0, 0, "libc", "free" },
	{ CALL(madvise), ANY, 0, 0, "libc", "a thread's stack goes" },

	/* threads and signals */
	{ CALL(futex), ANY, 0, 0, "reaper", "mutex and condition" },
	{ CALL(setitimer), ANY, 0, 0, "hurry", "no close waits for a client" },
	{ CALL(rt_sigreturn), ANY, 0, 0, "libevent", "SIGTERM arrives" },
	{ CALL(rt_sigprocmask), ANY, 0, 0, "libc", "threads end; abort()" },
	{ CALL(rt_sigaction), ANY, 0, 0, "libevent", "handlers taken off" },
	{ CALL(restart_syscall), ANY, 0, 0, "kernel", "after SIGSTOP" },
	{ CALL(gettid), ANY, 0, 0, "libc", "abort()" },
	{ CALL(getpid), ANY, 0, 0, "libc", "abort()" },
	{ CALL(tgkill), OWN, 0, 0, "libc", "abort()" },

	/* the end */
	{ CALL(shutdown), EQUAL, 1, SHUT_RD, "server", "no more requests" },
	{ CALL(unlink), ANY, 0, 0, "listener", "removes the socket file" },
	{ CALL(unlinkat), ANY, 0, 0, "listener", "the same, on arm64" },
	{ CALL(exit), ANY, 0, 0, "reaper", "the thread ends" },
	{ CALL(exit_group), ANY, 0, 0, "main", "the process ends" },

#ifdef WITH_SANITIZERS
	/* Of the sanitizers' run time, in test builds only. */
	{ CALL(sigaltstack), ANY, 0, 0, "sanitizers", "" },
	{ CALL(readlink), ANY, 0, 0, "sanitizers", "" },
	{ CALL(sched_yield), ANY, 0, 0, "sanitizers", "" },
	{ CALL(sched_getaffinity), ANY, 0, 0, "sanitizers", "" },
	{ CALL(prctl), ANY, 0, 0, "sanitizers", "" },
	{ CALL(clone), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(ptrace), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(wait4), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(kill), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(process_vm_readv), ANY, 0, 0, "sanitizers", "leak check" },
	{ CALL(getdents64), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(getdents), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(sysinfo), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(getppid), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(getrlimit), ANY, 0, 0, "sanitizers", "" },
	{ CALL(prlimit64), ANY, 0, 0, "sanitizers", "" },
	{ CALL(mremap), ANY, 0, 0, "sanitizers", "" },
	{ CALL(open), ANY, 0, 0, "sanitizers", "" },
	{ CALL(stat), ANY, 0, 0, "sanitizers", "" },
	{ CALL(pipe2), ANY, 0, 0, "sanitizers", "" },
#endif
};

static int add_row(scmp_filter_ctx filter, const struct row *row)
{
	switch (row->rule) {
	case ANY:
		return seccomp_rule_add(filter, SCMP_ACT_ALLOW, row->call, 0);
	case EQUAL:
		return seccomp_rule_add(filter, SCMP_ACT_ALLOW, row->call, 1,
					SCMP_CMP(row->arg, SCMP_CMP_MASKED_EQ,
						 UINT32_MAX,
						 row->value & UINT32_MAX));
	case OWN:
		return seccomp_rule_add(filter, SCMP_ACT_ALLOW, row->call, 1,
					SCMP_CMP(row->arg, SCMP_CMP_MASKED_EQ,
						 UINT32_MAX,
						 (uint64_t)getpid()));
	case LACKS:
		return seccomp_rule_add(filter, SCMP_ACT_ALLOW, row->call, 1,
					SCMP_CMP(row->arg, SCMP_CMP_MASKED_EQ,
						 row->value, 0));
	}
	return -EINVAL;
}

/* A call that this architecture does not have is left out. */
static int build(scmp_filter_ctx filter)
{
	int r = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);

	for (size_t i = 0; r == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].call >= 0)
			r = add_row(filter, &rows[i]);
	return r;
}

int syscalls_load(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r;

	if (!filter)
		return -ENOMEM;
	r = build(filter);
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r;
}

int syscalls_export(int fd)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r;

	if (!filter)
		return -ENOMEM;
	r = build(filter);
	if (r == 0)
		r = seccomp_export_pfc(filter, fd);
	seccomp_release(filter);
	return r;
}
