/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter.c - the daemon's filter of system calls, for any architecture.
 *
 *	filter text ARCHITECTURE	as text
 *	filter simulate ARCHITECTURE	plays system calls to it, and says
 *					"ok WHAT" or "not ok WHAT" of each
 *
 * The lists are written by hand: what the daemon has to do, and what a program
 * in its place would like to do.  They are not made from the table in
 * syscalls.c, since they have to find its mistakes.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <seccomp.h>

#include "daemon/rights/syscalls.h"
#include "tests/sandbox/cbpf.h"

#ifndef SO_PASSRIGHTS /* Linux 6.16; asm-generic/socket.h */
#define SO_PASSRIGHTS 83
#endif

#define SELF SYSCALLS_EXPORT_PID
#define HIGH 0xdeadbeef00000000ULL /* where the kernel takes an int */
#define MINUS_1 0xffffffffULL
#define PIDFD_GET_INFO_NUMBER 0xc040ff0bu /* Linux 6.13 */
#define TCGETS2_NUMBER 0x802c542a /* that of newer libraries */

struct call {
	const char *name;
	uint64_t args[6];
};

/* What the daemon does. */
static const struct call honest[] = {
	{ "epoll_wait", { 5, 0x1000, 32, MINUS_1 } },
	{ "epoll_pwait", { 5, 0x1000, 32, MINUS_1, 0, 8 } },
	{ "epoll_ctl", { 5, 1, 7, 0x1000 } },
	{ "read", { 7, 0x1000, 4096 } },
	{ "write", { 2, 0x1000, 80 } },
	{ "close", { 7 } },
	{ "clock_gettime", { 1, 0x1000 } },
	{ "gettimeofday", { 0x1000 } },
	{ "time", { 0 } },
	{ "accept4", { 4, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK } },
	{ "accept4", { 4, 0, 0, HIGH | SOCK_CLOEXEC | SOCK_NONBLOCK } },
	{ "getsockopt", { 8, SOL_SOCKET, SO_PEERCRED, 0x1000, 0x1000 } },
	{ "getsockopt", { 8, SOL_SOCKET, SO_PEERGROUPS, 0x1000, 0x1000 } },
	{ "recvmsg", { 8, 0x1000, MSG_DONTWAIT } },
	{ "recvfrom", { 8, 0x1000, 1 } },
	{ "sendmsg", { 8, 0x1000, MSG_NOSIGNAL } },
	{ "sendto", { 6, 0x1000, 100, 0, 0x1000, 12 } },
	{ "openat", { MINUS_1 - 99, 0x1000, O_RDWR | O_CLOEXEC | O_NONBLOCK } },
	{ "openat", { MINUS_1 - 99, 0x1000, O_RDONLY | O_CLOEXEC } },
	{ "faccessat2", { MINUS_1 - 99, 0x1000, R_OK | W_OK, AT_EACCESS } },
	{ "newfstatat", { 9, 0x1000, 0x1000, AT_EMPTY_PATH } },
	{ "fstat", { 9, 0x1000 } },
	{ "lseek", { 9, 0, SEEK_CUR } },
	{ "ioctl", { 9, TUNSETIFF, 0x1000 } },
	{ "ioctl", { 9, HIGH | TUNSETIFF, 0x1000 } },
	{ "ioctl", { 9, TUNSETIFINDEX, 0x1000 } },
	{ "ioctl", { 9, TUNSETOWNER, 0 } },
	{ "ioctl", { 9, TUNSETOWNER, 1000 } },
	{ "ioctl", { 9, TUNSETPERSIST, 1 } },
	{ "ioctl", { 9, TUNSETVNETHDRSZ, 0x1000 } },
	{ "ioctl", { 9, TUNSETOFFLOAD, 0 } },
	{ "ioctl", { 9, TUNSETTXFILTER, 0x1000 } },
	{ "ioctl", { 9, TUNDETACHFILTER, 0 } },
	{ "ioctl", { 9, TUNSETSTEERINGEBPF, 0x1000 } },
	{ "ioctl", { 9, TUNSETFILTEREBPF, 0x1000 } },
	{ "ioctl", { 9, TUNSETVNETLE, 0x1000 } },
	{ "ioctl", { 9, TUNSETVNETBE, 0x1000 } },
	{ "ioctl", { 9, PIDFD_GET_INFO_NUMBER, 0x1000 } },
	{ "pidfd_open", { 42, 0 } },
	{ "fstatfs", { 9, 0x1000 } },
	{ "ioctl", { 9, TUNGETIFF, 0x1000 } },
	{ "ioctl", { 9, TUNGETVNETHDRSZ, 0x1000 } },
	{ "ioctl", { 9, TUNSETQUEUE, 0x1000 } },
	{ "fcntl", { 9, F_OFD_SETLK, 0x1000 } },
	{ "fcntl", { 9, F_OFD_GETLK, 0x1000 } },
	{ "inotify_add_watch", { 7, 0x1000, IN_CLOSE_WRITE } },
	{ "inotify_add_watch",
	  { 7, 0x1000, IN_CREATE | IN_ATTRIB | IN_MOVED_TO } },
	{ "inotify_rm_watch", { 7, 1 } },
	{ "poll", { 0x1000, 1, 3000 } },
	{ "ppoll", { 0x1000, 1, 0x1000 } },
	{ "getrandom", { 0x1000, 4, 0 } },
	{ "brk", { 0x1000 } },
	{ "mmap",
	  { 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	    MINUS_1 } },
	{ "mprotect", { 0x1000, 4096, PROT_READ | PROT_WRITE } },
	{ "munmap", { 0x1000, 4096 } },
	{ "madvise", { 0x1000, 4096, MADV_DONTNEED } },
	{ "sysinfo", { 0x1000 } },
	{ "futex", { 0x1000, 128, 1 } },
	{ "rt_sigreturn", { 0 } },
	{ "rt_sigprocmask", { 0, 0x1000, 0x1000, 8 } },
	{ "rt_sigaction", { 6, 0x1000, 0x1000, 8 } },
	{ "restart_syscall", { 0 } },
	{ "gettid", { 0 } },
	{ "getpid", { 0 } },
	{ "tgkill", { SELF, SELF + 1, 6 } },
	{ "shutdown", { 8, SHUT_RD } },
	{ "shutdown", { 8, SHUT_RDWR } },
	{ "getsockopt", { 8, SOL_SOCKET, SO_PASSRIGHTS } },
	{ "setsockopt", { 8, SOL_SOCKET, SO_PASSRIGHTS } },
	{ "unlink", { 0x1000 } },
	{ "unlinkat", { MINUS_1 - 99, 0x1000, 0 } },
	{ "exit", { 0 } },
	{ "exit_group", { 0 } },
};

/* Calls of the list above, with arguments that the daemon never uses. */
static const struct call hostile[] = {
	{ "accept4", { 4, 0, 0, 0 } },
	{ "getsockopt", { 8, SOL_SOCKET, SO_PEERSEC, 0x1000, 0x1000 } },
	{ "getsockopt", { 8, 6, SO_PEERCRED, 0x1000, 0x1000 } },
	{ "getsockopt", { 8, 0, SO_PEERGROUPS, 0x1000, 0x1000 } },
	{ "openat", { MINUS_1 - 99, 0x1000, O_RDWR | O_CREAT, 0600 } },
	{ "openat", { MINUS_1 - 99, 0x1000, HIGH | O_WRONLY | O_CREAT, 0600 } },
	{ "openat", { MINUS_1 - 99, 0x1000, O_WRONLY | O_TRUNC } },
	{ "openat", { MINUS_1 - 99, 0x1000, O_RDWR | O_TMPFILE, 0600 } },
	{ "openat", { MINUS_1 - 99, 0x1000, MINUS_1, 0600 } },
	{ "ioctl", { 9, TCGETS, 0x1000 } },
	{ "ioctl", { 9, TCGETS2_NUMBER, 0x1000 } },
	{ "ioctl", { MINUS_1, TCGETS, 0x1000 } },
	{ "ioctl", { MINUS_1, TCGETS2_NUMBER, 0x1000 } },
	{ "ioctl", { MINUS_1, TIOCSTI, 0x1000 } },
	{ "ioctl", { 0, TIOCSTI, 0x1000 } },
	{ "ioctl", { 0, HIGH | TIOCSTI, 0x1000 } },
	{ "ioctl", { 0, TIOCSCTTY, 0 } },
	{ "ioctl", { 9, TUNSETPERSIST, 0 } },
	{ "ioctl", { 9, TUNSETOFFLOAD, 1 } },
	{ "ioctl", { 9, TUNSETCARRIER, 0x1000 } },
	{ "pidfd_open", { 42, 0x80 } },
	{ "ioctl", { 9, TUNSETGROUP, 0 } },
	{ "ioctl", { 9, TUNATTACHFILTER, 0x1000 } },
	{ "ioctl", { 9, SIOCSIFADDR, 0x1000 } },
	{ "ioctl", { 9, SIOCSIFFLAGS, 0x1000 } },
	{ "ioctl", { 9, SIOCSIFHWADDR, 0x1000 } },
	{ "ioctl", { 9, SIOCADDRT, 0x1000 } },
	{ "ioctl", { 9, SIOCETHTOOL, 0x1000 } },
	{ "ioctl", { 9, FIOASYNC, 0x1000 } },
	{ "fcntl", { 9, F_DUPFD, 0 } },
	{ "fcntl", { 9, F_SETFD, 0 } },
	{ "fcntl", { 9, F_SETFL, O_ASYNC } },
	{ "fcntl", { 9, F_SETOWN, 1 } },
	{ "fcntl", { 9, F_SETOWN_EX, 0x1000 } },
	{ "fcntl", { 9, F_SETSIG, 9 } },
	{ "fcntl", { 9, F_SETLK, 0x1000 } },
	{ "fcntl", { 9, F_OFD_SETLKW, 0x1000 } },
	{ "fcntl", { 9, F_NOTIFY, 1 } },
	{ "inotify_add_watch", { 7, 0x1000, IN_ALL_EVENTS } },
	{ "inotify_add_watch", { 7, 0x1000, IN_ACCESS } },
	{ "inotify_init1", { 0 } },
	{ "inotify_init1", { IN_CLOEXEC | IN_NONBLOCK } },
	{ "mmap",
	  { 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, MINUS_1 } },
	{ "mmap", { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, 3 } },
	{ "mmap", { 0, 4096, HIGH | PROT_EXEC, MAP_PRIVATE, 3 } },
	{ "mprotect", { 0x1000, 4096, PROT_READ | PROT_EXEC } },
	{ "mprotect", { 0x1000, 4096, PROT_EXEC } },
	{ "madvise", { 0x1000, 4096, MADV_HWPOISON } },
	{ "madvise", { 0x1000, 4096, MADV_MERGEABLE } },
	{ "setitimer", { ITIMER_REAL, 0x1000 } },
	{ "tgkill", { 1, 1, 9 } },
	{ "tgkill", { SELF + 1, SELF + 1, 9 } },
	{ "tgkill", { MINUS_1, 1, 9 } },
	{ "tgkill", { 0, 1, 9 } },
	{ "shutdown", { 8, SHUT_WR } },
	{ "unlinkat", { MINUS_1 - 99, 0x1000, AT_REMOVEDIR } },
};

/* An architecture: libseccomp's name for it, and the kernel's number. */
static const struct {
	const char *name;
	uint32_t audit;
	uint32_t others[3]; /* the kernel may also take their numbers */
} architectures[] = {
	{ "x86_64",
	  AUDIT_ARCH_X86_64,
	  { AUDIT_ARCH_I386, AUDIT_ARCH_AARCH64, 0 } },
	{ "aarch64",
	  AUDIT_ARCH_AARCH64,
	  { AUDIT_ARCH_ARM, AUDIT_ARCH_X86_64, 0 } },
};

struct simulation {
	struct sock_filter program[BPF_MAXINSNS];
	size_t n;
	uint32_t token; /* libseccomp's of the architecture */
	uint32_t audit;
	unsigned int failed;
};

#define NUMBERS 1024 /* more than any architecture has */
#define X32 0x40000000 /* x86-64's other numbers */

static bool is_allowed(const struct simulation *s, uint32_t audit, int number,
		       const uint64_t args[6], uint32_t *ret_verdict)
{
	struct seccomp_data data = { .nr = number, .arch = audit };

	(void)memcpy(data.args, args, sizeof(data.args));
	*ret_verdict = cbpf_run(s->program, s->n, &data);
	return *ret_verdict == SECCOMP_RET_ALLOW;
}

static void say(struct simulation *s, bool is_ok, const char *what,
		const struct call *call)
{
	if (!is_ok)
		s->failed++;
	printf("%sok %s: %s(%#llx, %#llx, %#llx, %#llx)\n", is_ok ? "" : "not ",
	       what, call->name, (unsigned long long)call->args[0],
	       (unsigned long long)call->args[1],
	       (unsigned long long)call->args[2],
	       (unsigned long long)call->args[3]);
}

/* Negative: the architecture has no such call. */
static int number_of(struct simulation *s, const struct call *call)
{
	int number = seccomp_syscall_resolve_name_arch(s->token, call->name);

	if (number == __NR_SCMP_ERROR)
		say(s, false, "there is a call of this name", call);
	return number;
}

static void play_lists(struct simulation *s)
{
	uint32_t verdict;

	for (size_t i = 0; i < sizeof(honest) / sizeof(honest[0]); i++) {
		int number = number_of(s, &honest[i]);

		if (number >= 0)
			say(s,
			    is_allowed(s, s->audit, number, honest[i].args,
				       &verdict),
			    "passes", &honest[i]);
	}
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		int number = number_of(s, &hostile[i]);

		if (number < 0)
			continue;
		(void)is_allowed(s, s->audit, number, hostile[i].args,
				 &verdict);
		say(s, verdict == SECCOMP_RET_KILL_PROCESS, "ends the process",
		    &hostile[i]);
	}
}

static bool is_honest(struct simulation *s, int number)
{
	for (size_t i = 0; i < sizeof(honest) / sizeof(honest[0]); i++)
		if (seccomp_syscall_resolve_name_arch(s->token,
						      honest[i].name) == number)
			return true;
	return false;
}

static bool is_killed(struct simulation *s, uint32_t audit, int number)
{
	static const uint64_t all[][6] = {
		{ 0 },
		{ 1, 1, 1, 1, 1, 1 },
		{ SELF, SELF, SELF, SELF, SELF, SELF },
		{ UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
		  UINT64_MAX },
		{ 9, TUNSETIFF, IN_CLOSE_WRITE, SOCK_CLOEXEC | SOCK_NONBLOCK },
	};
	uint32_t verdict;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		(void)is_allowed(s, audit, number, all[i], &verdict);
		if (verdict != SECCOMP_RET_KILL_PROCESS) {
			printf("not ok number %d of %#x with argument %#llx: "
			       "verdict %#x\n",
			       number, audit, (unsigned long long)all[i][1],
			       verdict);
			return false;
		}
	}
	return true;
}

/* Each number that the daemon does not use, and each of another architecture.
 * */
static void play_numbers(struct simulation *s, const uint32_t *others)
{
	unsigned int n_other = 0, n_foreign = 0, failed = 0;

	for (int number = 0; number < NUMBERS; number++) {
		if (!is_honest(s, number)) {
			n_other++;
			failed += !is_killed(s, s->audit, number);
		}
		failed += !is_killed(s, s->audit, number | X32);
		for (size_t i = 0; others[i]; i++) {
			n_foreign++;
			failed += !is_killed(s, others[i], number);
		}
	}
	s->failed += failed;
	printf("%sok %u other numbers, and %u of other architectures, end the process\n",
	       failed > 0 || n_other < NUMBERS / 2 ? "not " : "", n_other,
	       n_foreign);
}

static int simulate(const char *name)
{
	static struct simulation s;
	FILE *file = tmpfile();
	size_t i = 0;

	while (i < 2 && strcmp(architectures[i].name, name) != 0)
		i++;
	if (i == 2 || !file ||
	    syscalls_export(name, SYSCALLS_PROGRAM, fileno(file)) < 0)
		return 2;
	rewind(file);
	s.n = fread(s.program, sizeof(s.program[0]), BPF_MAXINSNS, file);
	(void)fclose(file);
	s.token = seccomp_arch_resolve_name(name);
	s.audit = architectures[i].audit;
	play_lists(&s);
	play_numbers(&s, architectures[i].others);
	return s.failed > 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "simulate") == 0)
		return simulate(argv[2]);
	if (argc == 3 && strcmp(argv[1], "text") == 0)
		return syscalls_export(argv[2], SYSCALLS_TEXT, STDOUT_FILENO) <
		       0;
	if (argc == 2 && strcmp(argv[1], "version") == 0)
		return printf("%u.%u\n", seccomp_version()->major,
			      seccomp_version()->minor) < 0;
	(void)fprintf(stderr, "usage: filter text|simulate ARCHITECTURE\n");
	return 2;
}
