/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * syscalls.c - the system calls of the serving daemon: one table, one filter.
 * A call that is not in the table kills the process.  Only this file uses
 * libseccomp.
 *
 * A row has a call, one rule for its arguments, the module that needs it, and
 * the reason.  If a call has several rows, one of them must match.  A row is
 * skipped on an architecture that lacks its call.
 */
#include "daemon/rights/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

#include "config.h"

#ifndef SO_PEERPIDFD /* Linux 6.5; asm-generic/socket.h */
#define SO_PEERPIDFD 77
#endif

#ifndef PIDFD_GET_INFO /* Linux 6.13; linux/pidfd.h */
#define PIDFD_GET_INFO 0xc040ff0bu
#endif

#ifndef SO_PASSRIGHTS /* Linux 6.16; asm-generic/socket.h */
#define SO_PASSRIGHTS 83
#endif

enum rule {
	ANY, /* any arguments */
	EQUAL, /* the lower 32 bits of argument arg are value */
	PAIR, /* those of arg and the next one are both halves of value */
	LACKS, /* argument arg has no bit of value */
	OWN, /* argument arg is vmtapd's own pid */
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
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define BOTH(a, b) ((uint64_t)(uint32_t)(a) << 32 | (uint32_t)(b))

/* O_TMPFILE includes O_DIRECTORY, which alone makes nothing. */
#define MAKES_FILE (O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))

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
	{ CALL(accept4), EQUAL, 3, SOCK_CLOEXEC | SOCK_NONBLOCK, "server",
	  "a client connects" },
	{ CALL(getsockopt), PAIR, 1, BOTH(SOL_SOCKET, SO_PEERCRED), "peercred",
	  "who calls" },
	{ CALL(getsockopt), PAIR, 1, BOTH(SOL_SOCKET, SO_PEERGROUPS),
	  "peercred", "who calls" },
	{ CALL(getsockopt), PAIR, 1, BOTH(SOL_SOCKET, SO_PEERPIDFD), "peername",
	  "is who connected still there" },
	{ CALL(getsockopt), PAIR, 1, BOTH(SOL_SOCKET, SO_PASSRIGHTS),
	  "passrights", "may a client send descriptors" },
	{ CALL(setsockopt), PAIR, 1, BOTH(SOL_SOCKET, SO_PASSRIGHTS),
	  "passrights", "from now on it may not" },
	{ CALL(recvmsg), ANY, 0, 0, "scm, rtnl", "requests, kernel's answers" },
	{ CALL(sendmsg), ANY, 0, 0, "scm", "replies with descriptors" },
	{ CALL(sendto), ANY, 0, 0, "rtnl, notify, journal",
	  "messages to the kernel, lines to systemd and its journal" },

	/* devices */
	{ CALL(openat), LACKS, 2, MAKES_FILE, "node",
	  "/dev/net/tun, /dev/tapN, /dev/vhost-net, /sys, /proc/PID/comm" },
	{ CALL(faccessat2), ANY, 0, 0, "node", "may we open /dev/tapN yet" },
	{ CALL(newfstatat), ANY, 0, 0, "node", "stat, fstat: st_rdev" },
	{ CALL(fstat), ANY, 0, 0, "node", "the same, other libc" },
	{ CALL(lseek), ANY, 0, 0, "node", "fclose() of what was read" },
	{ CALL(ioctl), EQUAL, 1, TUNSETIFF, "tun", "makes and opens a TAP" },
	{ CALL(ioctl), EQUAL, 1, TUNSETIFINDEX, "tap", "chooses the ifindex" },
	{ CALL(ioctl), EQUAL, 1, TUNSETOWNER, "tun",
	  "root's, not everybody's; or the user's who holds it by name" },
	{ CALL(ioctl), PAIR, 1, BOTH(TUNSETPERSIST, 1), "tun",
	  "a device by name stays without a descriptor" },
	{ CALL(ioctl), EQUAL, 1, TUNSETVNETHDRSZ, "tun",
	  "what the last one left that opened it, and so the next six" },
	{ CALL(ioctl), PAIR, 1, BOTH(TUNSETOFFLOAD, 0), "tun", "the same" },
	{ CALL(ioctl), EQUAL, 1, TUNSETTXFILTER, "tun", "the same" },
	{ CALL(ioctl), EQUAL, 1, TUNDETACHFILTER, "tun", "the same" },
	{ CALL(ioctl), EQUAL, 1, TUNSETSTEERINGEBPF, "tun", "the same" },
	{ CALL(ioctl), EQUAL, 1, TUNSETFILTEREBPF, "tun", "the same" },
	{ CALL(ioctl), EQUAL, 1, TUNSETVNETLE, "tun", "the same" },
	{ CALL(ioctl), EQUAL, 1, TUNSETVNETBE, "tun", "the same" },
	{ CALL(ioctl), EQUAL, 1, TUNGETIFF, "tun", "checks what was opened" },
	{ CALL(ioctl), EQUAL, 1, TUNGETVNETHDRSZ, "tun",
	  "fact for the client" },
	{ CALL(ioctl), EQUAL, 1, TUNSETQUEUE, "tun",
	  "a sentry takes no frames" },
	{ CALL(fcntl), EQUAL, 1, F_OFD_SETLK, "held", "marks an fd as held" },
	{ CALL(fcntl), EQUAL, 1, F_OFD_GETLK, "held", "asks if one is held" },
	{ CALL(inotify_add_watch), EQUAL, 2, IN_CLOSE_WRITE, "node",
	  "the last close" },
	{ CALL(inotify_add_watch), EQUAL, 2,
	  IN_CREATE | IN_ATTRIB | IN_MOVED_TO, "node", "udev gives us a node" },
	{ CALL(inotify_rm_watch), ANY, 0, 0, "expire, device, pending",
	  "and its end" },
	{ CALL(poll), ANY, 0, 0, "peername, server, pending",
	  "has a process ended, or a client; the last wait for udev" },
	{ CALL(ppoll), ANY, 0, 0, "peername, server, pending",
	  "the same, on arm64" },
	{ CALL(getrandom), ANY, 0, 0, "device, broker", "ifindex, address" },

	/* with which process a device by name ends */
	{ CALL(pidfd_open), EQUAL, 1, 0, "process", "its descriptor" },
	{ CALL(fstatfs), ANY, 0, 0, "process",
	  "does its inode tell one process from the others" },
	{ CALL(ioctl), EQUAL, 1, PIDFD_GET_INFO, "process", "whose is it" },

	/* a reload of the policy */
	{ CALL(recvfrom), ANY, 0, 0, "reader", "the reader's turn is over" },

	/* memory: never executable */
	{ CALL(brk), ANY, 0, 0, "libc", "malloc" },
	{ CALL(mmap), LACKS, 2, PROT_EXEC, "libc", "malloc" },
	{ CALL(mprotect), LACKS, 2, PROT_EXEC, "libc", "malloc's arenas" },
	{ CALL(sysinfo), ANY, 0, 0, "policy",
	  "qsort() of many networks or rules asks how much there is" },
	{ CALL(munmap), ANY, 0, 0, "libc", "free" },
	{ CALL(madvise), EQUAL, 2, MADV_DONTNEED, "libc",
	  "a thread's stack goes; an arena shrinks" },

	/* threads and signals */
	{ CALL(futex), ANY, 0, 0, "reaper", "mutex and condition" },
	{ CALL(rt_sigreturn), ANY, 0, 0, "libevent", "SIGTERM arrives" },
	{ CALL(rt_sigprocmask), ANY, 0, 0, "libc", "threads end; abort()" },
	{ CALL(rt_sigaction), ANY, 0, 0, "libevent", "handlers taken off" },
	{ CALL(restart_syscall), ANY, 0, 0, "kernel", "after SIGSTOP" },
	{ CALL(gettid), ANY, 0, 0, "libc", "abort()" },
	{ CALL(getpid), ANY, 0, 0, "libc", "abort()" },
	{ CALL(tgkill), OWN, 0, 0, "libc", "abort()" },

	/* the end */
	{ CALL(shutdown), EQUAL, 1, SHUT_RD, "server", "no more requests" },
	{ CALL(shutdown), EQUAL, 1, SHUT_RDWR, "listener",
	  "the client learns at once that its connection ends" },
	{ CALL(unlink), ANY, 0, 0, "listener", "removes the socket file" },
	{ CALL(unlinkat), EQUAL, 2, 0, "listener", "the same, on arm64" },
	{ CALL(exit), ANY, 0, 0, "reaper", "the thread ends" },
	{ CALL(exit_group), ANY, 0, 0, "main", "the process ends" },
};

/* For the sanitizers' run time, in test builds only. */
static const struct row sanitizer_rows[] = {
#ifdef WITH_SANITIZERS
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
	{ CALL(madvise), ANY, 0, 0, "sanitizers", "" },
	{ CALL(getppid), ANY, 0, 0, "sanitizers", "leak check at exit" },
	{ CALL(getrlimit), ANY, 0, 0, "sanitizers", "" },
	{ CALL(prlimit64), ANY, 0, 0, "sanitizers", "" },
	{ CALL(mremap), ANY, 0, 0, "sanitizers", "" },
	{ CALL(open), ANY, 0, 0, "sanitizers", "" },
	{ CALL(stat), ANY, 0, 0, "sanitizers", "" },
	{ CALL(pipe2), ANY, 0, 0, "sanitizers", "" },
#endif
	{ CALL(exit_group), ANY, 0, 0, "main", "there is one row at least" },
};

/* Every rule is made of masked comparisons. */
static struct scmp_arg_cmp low_half(unsigned int arg, uint64_t value)
{
	return SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, UINT32_MAX,
			value & UINT32_MAX);
}

static int add_row(scmp_filter_ctx filter, const struct row *row, pid_t own)
{
	struct scmp_arg_cmp checks[2];
	unsigned int n = 0;

	switch (row->rule) {
	case ANY:
		break;
	case EQUAL:
		checks[n++] = low_half(row->arg, row->value);
		break;
	case PAIR:
		checks[n++] = low_half(row->arg, row->value >> 32);
		checks[n++] = low_half(row->arg + 1, row->value);
		break;
	case OWN:
		checks[n++] = low_half(row->arg, (uint64_t)own);
		break;
	case LACKS:
		checks[n++] =
			SCMP_CMP(row->arg, SCMP_CMP_MASKED_EQ, row->value, 0);
		break;
	}
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, row->call, n,
				      checks);
}

/* A row has this machine's number.  A call that architecture lacks gets a
 * negative one there. */
static bool has_call(uint32_t architecture, int call)
{
	char *name =
		seccomp_syscall_resolve_num_arch(seccomp_arch_native(), call);
	int number =
		name ? seccomp_syscall_resolve_name_arch(architecture, name)
		     : -1;

	free(name);
	return number >= 0;
}

static int add_rows(scmp_filter_ctx filter, const struct row *table, size_t n,
		    uint32_t architecture, pid_t own)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		if (has_call(architecture, table[i].call))
			r = add_row(filter, &table[i], own);
	return r;
}

/*
 * An empty filter for one architecture, which need not be this machine's.  A
 * call by the numbers of another one (int 0x80 on x86-64) kills the process;
 * libseccomp's default would kill only the thread.
 */
static scmp_filter_ctx start(uint32_t architecture)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	uint32_t native = seccomp_arch_native();

	if (!filter)
		return NULL;
	if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
			     SCMP_ACT_KILL_PROCESS) == 0 &&
	    (architecture == native ||
	     (seccomp_arch_add(filter, architecture) == 0 &&
	      seccomp_arch_remove(filter, native) == 0)))
		return filter;
	seccomp_release(filter);
	return NULL;
}

int syscalls_load(void)
{
	uint32_t native = seccomp_arch_native();
	scmp_filter_ctx filter = start(native);
	int r;

	if (!filter)
		return -ENOMEM;
	r = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (r == 0)
		r = add_rows(filter, rows, COUNT(rows), native, getpid());
	if (r == 0)
		r = add_rows(filter, sanitizer_rows, COUNT(sanitizer_rows),
			     native, getpid());
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r;
}

int syscalls_refuse_bpf(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r;

	if (!filter)
		return -ENOMEM;
	r = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), CALL(bpf), 0,
				   NULL);
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r;
}

int syscalls_export(const char *architecture, enum syscalls_form form, int fd)
{
	uint32_t token = seccomp_arch_resolve_name(architecture);
	scmp_filter_ctx filter = start(token);
	int r;

	if (!filter)
		return -EINVAL;
	r = add_rows(filter, rows, COUNT(rows), token, SYSCALLS_EXPORT_PID);
	if (r == 0)
		r = form == SYSCALLS_TEXT ? seccomp_export_pfc(filter, fd)
					  : seccomp_export_bpf(filter, fd);
	seccomp_release(filter);
	return r;
}
