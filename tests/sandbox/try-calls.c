/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * try-calls.c - system calls that an attacker would make from inside the
 * daemon.
 */
#include "tests/sandbox/try.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* Newer than the kernel headers of Debian 12. */
#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/* A function that makes one call. */
#define CALL(name, ...)                                                        \
	static long name(void)                                                 \
	{                                                                      \
		long r = syscall(__VA_ARGS__);                                 \
                                                                               \
		return r < 0 ? -errno : r;                                     \
	}                                                                      \
	_Static_assert(true, "a line ends with a semicolon")

static char path[] = "/nowhere"; /* should it be done after all */
static char *argv[] = { path, NULL };
static char page[4096] __attribute__((aligned(4096)));
static struct ifreq ifr;
static struct sockaddr_un sun = { .sun_family = AF_UNIX };

/* programs and processes */
CALL(do_execve, SYS_execve, "/bin/true", argv, NULL);
CALL(do_execveat, SYS_execveat, AT_FDCWD, "/bin/true", argv, NULL, 0);
CALL(do_clone, SYS_clone, SIGCHLD, 0, 0, 0, 0);
CALL(do_clone_thread, SYS_clone,
     CLONE_VM | CLONE_THREAD | CLONE_SIGHAND | CLONE_FS | CLONE_FILES, 0, 0, 0,
     0);
CALL(do_clone_user, SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
CALL(do_clone3, SYS_clone3, page, 64);
CALL(do_kill, SYS_kill, 1, 0);
CALL(do_kill_self, SYS_kill, getpid(), 0);
CALL(do_tkill, SYS_tkill, 1, 0);
CALL(do_tgkill, SYS_tgkill, 1, 1, 0);
CALL(do_pidfd_open, SYS_pidfd_open, 1, 0x80 /* PIDFD_THREAD */);
CALL(do_pidfd_getfd, SYS_pidfd_getfd, 3, 0, 0);
CALL(do_pidfd_send_signal, SYS_pidfd_send_signal, 3, 0, 0, 0);
CALL(do_ptrace, SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
CALL(do_vm_readv, SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0);
CALL(do_vm_writev, SYS_process_vm_writev, 1, NULL, 0, NULL, 0, 0);
CALL(do_process_madvise, SYS_process_madvise, 3, NULL, 0, 0, 0);
CALL(do_kcmp, SYS_kcmp, 1, 1, 0, 0, 0);
CALL(do_setpriority, SYS_setpriority, 0, 0, 1);
CALL(do_sched_setaffinity, SYS_sched_setaffinity, 0, 0, NULL);
CALL(do_prlimit, SYS_prlimit64, 1, 7, NULL, page);
CALL(do_wait4, SYS_wait4, -1, NULL, 0, NULL);

/* who and what it is */
CALL(do_setuid, SYS_setuid, 0);
CALL(do_setgid, SYS_setgid, 0);
CALL(do_setresuid, SYS_setresuid, 0, 0, 0);
CALL(do_setgroups, SYS_setgroups, 0, NULL);
CALL(do_capset, SYS_capset, page, NULL);
CALL(do_prctl, SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
CALL(do_prctl_name, SYS_prctl, PR_SET_NAME, "other", 0, 0, 0);
CALL(do_prctl_ptracer, SYS_prctl, PR_SET_PTRACER, -1, 0, 0, 0);
CALL(do_seccomp, SYS_seccomp, 0, 0, NULL);
CALL(do_personality, SYS_personality, 0x0400000);
CALL(do_unshare, SYS_unshare, CLONE_NEWNS);
CALL(do_unshare_user, SYS_unshare, CLONE_NEWUSER);
CALL(do_setns, SYS_setns, 0, 0);
CALL(do_setsid, SYS_setsid);
CALL(do_setdomainname, SYS_setdomainname, "x", 1);
CALL(do_sethostname, SYS_sethostname, "x", 1);

/* files */
CALL(do_create, SYS_openat, AT_FDCWD, "/nowhere/file", O_RDWR | O_CREAT, 0600);
CALL(do_truncate_open, SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY | O_TRUNC);
CALL(do_tmpfile, SYS_openat, AT_FDCWD, path, O_RDWR | O_TMPFILE, 0600);
CALL(do_openat2, SYS_openat2, AT_FDCWD, "/dev/null", page, 24);
CALL(do_open_by_handle, SYS_open_by_handle_at, 0, page, O_RDONLY);
CALL(do_name_to_handle, SYS_name_to_handle_at, 0, path, page, page, 0);
CALL(do_truncate, SYS_truncate, "/nowhere/file", 0);
CALL(do_ftruncate, SYS_ftruncate, 0, 0);
CALL(do_mkdirat, SYS_mkdirat, AT_FDCWD, "/nowhere/file", 0700);
CALL(do_mknodat, SYS_mknodat, AT_FDCWD, "/nowhere/file", S_IFCHR, 0);
CALL(do_linkat, SYS_linkat, AT_FDCWD, path, AT_FDCWD, "/nowhere/file", 0);
CALL(do_symlinkat, SYS_symlinkat, path, AT_FDCWD, "/nowhere/file");
CALL(do_renameat2, SYS_renameat2, AT_FDCWD, path, AT_FDCWD, "/nowhere/x", 0);
CALL(do_rmdir, SYS_unlinkat, AT_FDCWD, "/nowhere/file", AT_REMOVEDIR);
CALL(do_fchmod, SYS_fchmod, 99, 0777);
CALL(do_fchmodat, SYS_fchmodat, AT_FDCWD, path, 0777);
CALL(do_fchmodat2, SYS_fchmodat2, AT_FDCWD, path, 0777, 0);
CALL(do_fchownat, SYS_fchownat, AT_FDCWD, path, -1, -1, 0);
CALL(do_setxattr, SYS_setxattr, path, "user.x", "", 0, 0);
CALL(do_utimensat, SYS_utimensat, AT_FDCWD, path, NULL, 0);
CALL(do_chroot, SYS_chroot, "/");
CALL(do_chdir, SYS_chdir, "/");
CALL(do_getdents, SYS_getdents64, 0, page, sizeof(page));
CALL(do_readlinkat, SYS_readlinkat, AT_FDCWD, path, page, sizeof(page));
CALL(do_statx, SYS_statx, AT_FDCWD, path, 0, 0, page);
CALL(do_cachestat, SYS_cachestat, 0, NULL, NULL, 0);
CALL(do_fanotify, SYS_fanotify_init, 0, 0);
CALL(do_sendfile, SYS_sendfile, 1, 0, NULL, 1);
CALL(do_copy_range, SYS_copy_file_range, 0, NULL, 1, NULL, 1, 0);
CALL(do_dup3, SYS_dup3, 0, 1, 0);
CALL(do_watch_all, SYS_inotify_add_watch, 0, path, IN_ALL_EVENTS);
CALL(do_pwrite, SYS_pwrite64, 1, "", 1, 0);
CALL(do_writev, SYS_writev, 1, NULL, 0);
CALL(do_flock, SYS_flock, 0, 0);

/* mounts, and the rest of the host */
CALL(do_mount, SYS_mount, "none", path, "tmpfs", 0, NULL);
CALL(do_umount2, SYS_umount2, path, 0);
CALL(do_pivot_root, SYS_pivot_root, path, path);
CALL(do_open_tree, SYS_open_tree, AT_FDCWD, path, 0);
CALL(do_move_mount, SYS_move_mount, 0, "", AT_FDCWD, path, 0);
CALL(do_fsopen, SYS_fsopen, "tmpfs", 0);
CALL(do_mount_setattr, SYS_mount_setattr, AT_FDCWD, path, 0, page, 32);
CALL(do_swapon, SYS_swapon, path, 0);
CALL(do_reboot, SYS_reboot, 0, 0, 0, NULL);
CALL(do_kexec, SYS_kexec_load, 0, 0, NULL, 0);
CALL(do_kexec_file, SYS_kexec_file_load, 0, 0, 0, NULL, 0);
CALL(do_init_module, SYS_init_module, page, 0, "");
CALL(do_finit_module, SYS_finit_module, 0, "", 0);
CALL(do_delete_module, SYS_delete_module, "x", 0);
CALL(do_settimeofday, SYS_settimeofday, NULL, NULL);
CALL(do_clock_settime, SYS_clock_settime, 0, page);
CALL(do_adjtimex, SYS_adjtimex, page);
CALL(do_syslog, SYS_syslog, 10, NULL, 0);
CALL(do_acct, SYS_acct, NULL);
CALL(do_quotactl, SYS_quotactl, 0, NULL, 0, NULL);
CALL(do_bpf, SYS_bpf, 0, page, 64);
CALL(do_perf, SYS_perf_event_open, page, 0, -1, -1, 0);
CALL(do_add_key, SYS_add_key, "user", "x", "x", 1, -3);
CALL(do_request_key, SYS_request_key, "user", "x", NULL, 0);
CALL(do_keyctl, SYS_keyctl, 0, -3, 1);
CALL(do_io_uring, SYS_io_uring_setup, 1, page);
CALL(do_io_uring_enter, SYS_io_uring_enter, 3, 0, 0, 0, NULL, 0);
CALL(do_io_setup, SYS_io_setup, 1, page);
CALL(do_userfaultfd, SYS_userfaultfd, 0);
CALL(do_memfd, SYS_memfd_create, "x", 0);
CALL(do_memfd_secret, SYS_memfd_secret, 0);
CALL(do_landlock, SYS_landlock_create_ruleset, NULL, 0, 1);
CALL(do_shmget, SYS_shmget, 0, 4096, 0);
CALL(do_mq_open, SYS_mq_open, "x", 0, 0, NULL);
CALL(do_vmsplice, SYS_vmsplice, 1, NULL, 0, 0);

/* sockets and devices */
CALL(do_socket_inet, SYS_socket, AF_INET, SOCK_STREAM, 0);
CALL(do_socket_inet6, SYS_socket, AF_INET6, SOCK_DGRAM, 0);
CALL(do_socket_packet, SYS_socket, AF_PACKET, SOCK_RAW, 0);
CALL(do_socket_netlink, SYS_socket, AF_NETLINK, SOCK_RAW, 0);
CALL(do_socket_nfnetlink, SYS_socket, AF_NETLINK, SOCK_RAW, 12);
CALL(do_socket_unix, SYS_socket, AF_UNIX, SOCK_STREAM, 0);
CALL(do_socket_vsock, SYS_socket, AF_VSOCK, SOCK_STREAM, 0);
CALL(do_socket_alg, SYS_socket, AF_ALG, SOCK_SEQPACKET, 0);
CALL(do_socketpair, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, page);
CALL(do_connect, SYS_connect, 0, &sun, sizeof(sun));
CALL(do_bind, SYS_bind, 0, &sun, sizeof(sun));
CALL(do_listen, SYS_listen, 0, 1);
CALL(do_setsockopt, SYS_setsockopt, 0, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2);
CALL(do_sendmmsg, SYS_sendmmsg, 0, NULL, 0, 0);
CALL(do_recvmmsg, SYS_recvmmsg, 0, NULL, 0, 0, NULL);
CALL(do_peersec, SYS_getsockopt, 0, SOL_SOCKET, SO_PEERSEC, page, page);
CALL(do_tiocsti, SYS_ioctl, 0, TIOCSTI, "x");
CALL(do_tiocsti_high, SYS_ioctl, 0, 0x100000000UL | TIOCSTI, "x");
CALL(do_tcgets, SYS_ioctl, 0, TCGETS, page);
CALL(do_tcgets2, SYS_ioctl, 0, 0x802c542a, page);
CALL(do_siocsifaddr, SYS_ioctl, 0, SIOCSIFADDR, &ifr);
CALL(do_siocsifflags, SYS_ioctl, 0, SIOCSIFFLAGS, &ifr);
CALL(do_persist, SYS_ioctl, 0, TUNSETPERSIST, 0);
CALL(do_group, SYS_ioctl, 0, TUNSETGROUP, 1000);
CALL(do_setown, SYS_fcntl, 0, F_SETOWN, 1);
CALL(do_setsig, SYS_fcntl, 0, F_SETSIG, SIGKILL);
CALL(do_dupfd, SYS_fcntl, 0, F_DUPFD, 100);
CALL(do_setfl, SYS_fcntl, 0, F_SETFL, O_ASYNC);

/* memory that is written and then executed */
CALL(do_mmap_wx, SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
CALL(do_mmap_x, SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC,
     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
CALL(do_mprotect_x, SYS_mprotect, page, sizeof(page), PROT_READ | PROT_EXEC);
CALL(do_pkey_mprotect, SYS_pkey_mprotect, page, sizeof(page),
     PROT_READ | PROT_EXEC, -1);
CALL(do_remap_file_pages, SYS_remap_file_pages, page, 4096, 0, 0, 0);
CALL(do_shmat, SYS_shmat, 0, NULL, 0x8000 /* SHM_EXEC */);

/* by the numbers of 32-bit programs, and of x32 */
#ifdef __x86_64__
static long do_int80(void)
{
	long r = 20; /* getpid() there */

	__asm__ volatile("int $0x80" : "+a"(r) : : "memory");
	return r;
}
CALL(do_x32, 0x40000000 | 39);
CALL(do_fork, SYS_fork);
CALL(do_vfork, SYS_clone, CLONE_VFORK | CLONE_VM | SIGCHLD, page + 4096, 0, 0,
     0);
CALL(do_open, SYS_open, "/nowhere/file", O_RDWR | O_CREAT, 0600);
CALL(do_creat, SYS_creat, "/nowhere/file", 0600);
CALL(do_arch_prctl, SYS_arch_prctl, 0x1003, page);
CALL(do_modify_ldt, SYS_modify_ldt, 0, page, 16);
CALL(do_ioperm, SYS_ioperm, 0, 1, 1);
CALL(do_iopl, SYS_iopl, 3);
CALL(do_uselib, SYS_uselib, "/x");
#endif

#define TRY(call, text)                                                        \
	{                                                                      \
		.what = text, .run = call                                      \
	}
#define TRY_SAN(call, text)                                                    \
	{                                                                      \
		.what = text, .run = call, .is_for_sanitizers = true           \
	}

const struct try try_calls[] = {
	TRY(do_execve, "execve"),
	TRY(do_execveat, "execveat"),
	TRY_SAN(do_clone, "clone: a process"),
	TRY_SAN(do_clone_thread, "clone: a thread"),
	TRY_SAN(do_clone_user, "clone: a user namespace"),
	TRY(do_clone3, "clone3"),
	TRY_SAN(do_kill, "kill init"),
	TRY_SAN(do_kill_self, "kill itself"),
	TRY(do_tkill, "tkill"),
	TRY(do_tgkill, "tgkill another process"),
	TRY(do_pidfd_open, "pidfd_open: a thread"),
	TRY(do_pidfd_getfd, "pidfd_getfd"),
	TRY(do_pidfd_send_signal, "pidfd_send_signal"),
	TRY_SAN(do_ptrace, "ptrace"),
	TRY_SAN(do_vm_readv, "process_vm_readv"),
	TRY(do_vm_writev, "process_vm_writev"),
	TRY(do_process_madvise, "process_madvise"),
	TRY(do_kcmp, "kcmp"),
	TRY(do_setpriority, "setpriority"),
	TRY(do_sched_setaffinity, "sched_setaffinity"),
	TRY_SAN(do_prlimit, "prlimit64"),
	TRY_SAN(do_wait4, "wait4"),

	TRY(do_setuid, "setuid"),
	TRY(do_setgid, "setgid"),
	TRY(do_setresuid, "setresuid"),
	TRY(do_setgroups, "setgroups"),
	TRY(do_capset, "capset"),
	TRY_SAN(do_prctl, "prctl: PR_SET_DUMPABLE"),
	TRY_SAN(do_prctl_name, "prctl: PR_SET_NAME"),
	TRY_SAN(do_prctl_ptracer, "prctl: PR_SET_PTRACER"),
	TRY(do_seccomp, "seccomp"),
	TRY(do_personality, "personality: READ_IMPLIES_EXEC"),
	TRY(do_unshare, "unshare: mounts"),
	TRY(do_unshare_user, "unshare: users"),
	TRY(do_setns, "setns"),
	TRY(do_setsid, "setsid"),
	TRY(do_setdomainname, "setdomainname"),
	TRY(do_sethostname, "sethostname"),

	TRY(do_create, "openat: O_CREAT"),
	TRY(do_truncate_open, "openat: O_TRUNC"),
	TRY(do_tmpfile, "openat: O_TMPFILE"),
	TRY(do_openat2, "openat2"),
	TRY(do_open_by_handle, "open_by_handle_at"),
	TRY(do_name_to_handle, "name_to_handle_at"),
	TRY(do_truncate, "truncate"),
	TRY(do_ftruncate, "ftruncate"),
	TRY(do_mkdirat, "mkdirat"),
	TRY(do_mknodat, "mknodat"),
	TRY(do_linkat, "linkat"),
	TRY(do_symlinkat, "symlinkat"),
	TRY(do_renameat2, "renameat2"),
	TRY(do_rmdir, "unlinkat: AT_REMOVEDIR"),
	TRY(do_fchmod, "fchmod"),
	TRY(do_fchmodat, "fchmodat"),
	TRY(do_fchmodat2, "fchmodat2"),
	TRY(do_fchownat, "fchownat"),
	TRY(do_setxattr, "setxattr"),
	TRY(do_utimensat, "utimensat"),
	TRY(do_chroot, "chroot"),
	TRY(do_chdir, "chdir"),
	TRY_SAN(do_getdents, "getdents64"),
	TRY(do_readlinkat, "readlinkat"),
	TRY(do_statx, "statx"),
	TRY(do_cachestat, "cachestat"),
	TRY(do_fanotify, "fanotify_init"),
	TRY(do_sendfile, "sendfile"),
	TRY(do_copy_range, "copy_file_range"),
	TRY(do_dup3, "dup3"),
	TRY(do_watch_all, "inotify_add_watch: all events"),
	TRY(do_pwrite, "pwrite64"),
	TRY(do_writev, "writev"),
	TRY(do_flock, "flock"),

	TRY(do_mount, "mount"),
	TRY(do_umount2, "umount2"),
	TRY(do_pivot_root, "pivot_root"),
	TRY(do_open_tree, "open_tree"),
	TRY(do_move_mount, "move_mount"),
	TRY(do_fsopen, "fsopen"),
	TRY(do_mount_setattr, "mount_setattr"),
	TRY(do_swapon, "swapon"),
	TRY(do_reboot, "reboot"),
	TRY(do_kexec, "kexec_load"),
	TRY(do_kexec_file, "kexec_file_load"),
	TRY(do_init_module, "init_module"),
	TRY(do_finit_module, "finit_module"),
	TRY(do_delete_module, "delete_module"),
	TRY(do_settimeofday, "settimeofday"),
	TRY(do_clock_settime, "clock_settime"),
	TRY(do_adjtimex, "adjtimex"),
	TRY(do_syslog, "syslog"),
	TRY(do_acct, "acct"),
	TRY(do_quotactl, "quotactl"),
	TRY(do_bpf, "bpf"),
	TRY(do_perf, "perf_event_open"),
	TRY(do_add_key, "add_key"),
	TRY(do_request_key, "request_key"),
	TRY(do_keyctl, "keyctl"),
	TRY(do_io_uring, "io_uring_setup"),
	TRY(do_io_uring_enter, "io_uring_enter"),
	TRY(do_io_setup, "io_setup"),
	TRY(do_userfaultfd, "userfaultfd"),
	TRY(do_memfd, "memfd_create"),
	TRY(do_memfd_secret, "memfd_secret"),
	TRY(do_landlock, "landlock_create_ruleset"),
	TRY(do_shmget, "shmget"),
	TRY(do_mq_open, "mq_open"),
	TRY(do_vmsplice, "vmsplice"),

	TRY(do_socket_inet, "socket: AF_INET"),
	TRY(do_socket_inet6, "socket: AF_INET6"),
	TRY(do_socket_packet, "socket: AF_PACKET"),
	TRY(do_socket_netlink, "socket: AF_NETLINK, of links"),
	TRY(do_socket_nfnetlink, "socket: AF_NETLINK, of nftables"),
	TRY(do_socket_unix, "socket: AF_UNIX"),
	TRY(do_socket_vsock, "socket: AF_VSOCK"),
	TRY(do_socket_alg, "socket: AF_ALG"),
	TRY(do_socketpair, "socketpair"),
	TRY(do_connect, "connect"),
	TRY(do_bind, "bind"),
	TRY(do_listen, "listen"),
	TRY(do_setsockopt, "setsockopt: SO_BINDTODEVICE"),
	TRY(do_sendmmsg, "sendmmsg"),
	TRY(do_recvmmsg, "recvmmsg"),
	TRY(do_peersec, "getsockopt: SO_PEERSEC"),
	TRY(do_tiocsti, "ioctl: TIOCSTI"),
	TRY(do_tiocsti_high, "ioctl: TIOCSTI and a bit that does not count"),
	TRY(do_tcgets, "ioctl: TCGETS of a real descriptor"),
	TRY(do_tcgets2, "ioctl: TCGETS2 of a real descriptor"),
	TRY(do_siocsifaddr, "ioctl: SIOCSIFADDR"),
	TRY(do_siocsifflags, "ioctl: SIOCSIFFLAGS"),
	TRY(do_persist, "ioctl: TUNSETPERSIST 0"),
	TRY(do_group, "ioctl: TUNSETGROUP"),
	TRY(do_setown, "fcntl: F_SETOWN"),
	TRY(do_setsig, "fcntl: F_SETSIG"),
	TRY(do_dupfd, "fcntl: F_DUPFD"),
	TRY(do_setfl, "fcntl: F_SETFL"),

	TRY(do_mmap_wx, "mmap: writable and executable"),
	TRY(do_mmap_x, "mmap: executable"),
	TRY(do_mprotect_x, "mprotect: executable"),
	TRY(do_pkey_mprotect, "pkey_mprotect: executable"),
	TRY(do_remap_file_pages, "remap_file_pages"),
	TRY(do_shmat, "shmat: executable"),
#ifdef __x86_64__
	TRY(do_int80, "int 0x80"),
	TRY(do_x32, "a number of x32"),
	TRY(do_fork, "fork"),
	TRY_SAN(do_vfork, "clone: as vfork does"),
	TRY_SAN(do_open, "open: O_CREAT"),
	TRY(do_creat, "creat"),
	TRY(do_arch_prctl, "arch_prctl"),
	TRY(do_modify_ldt, "modify_ldt"),
	TRY(do_ioperm, "ioperm"),
	TRY(do_iopl, "iopl"),
	TRY(do_uselib, "uselib"),
#endif
	{ .what = NULL },
};

/* Their honest twins. */
CALL(do_open_null, SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC);
CALL(do_mmap, SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE,
     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
CALL(do_mprotect, SYS_mprotect, page, sizeof(page), PROT_READ | PROT_WRITE);
CALL(do_getpid, SYS_getpid);
CALL(do_getrandom, SYS_getrandom, page, 4, 0);
CALL(do_madvise, SYS_madvise, page, sizeof(page), MADV_DONTNEED);

const struct try try_memory[] = {
	TRY(do_mmap_wx, "mmap: writable and executable"),
	TRY(do_mprotect_x, "mprotect: executable"),
	{ .what = NULL },
};

const struct try try_honest[] = {
	TRY(do_open_null, "openat: a device"),
	TRY(do_mmap, "mmap: writable"),
	TRY(do_mprotect, "mprotect: writable"),
	TRY(do_getpid, "getpid"),
	TRY(do_getrandom, "getrandom"),
	TRY(do_madvise, "madvise"),
	{ .what = NULL },
};
