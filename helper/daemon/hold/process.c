/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * process.c - asks the kernel about a process.
 *
 * A number does not name a process for long, and the client may see other
 * numbers (a PID namespace).  The inode of a pidfd does: since Linux 6.9 no other
 * process of this boot has it.  So the client tells both, and a restarted vmtapd
 * finds the process again, or knows that it is gone.
 *
 * Whose it is, the kernel tells of a pidfd since Linux 6.13.  An older one tells
 * it in /proc, unless the unit hides that (ProtectProc=invisible), or if the
 * process is the client itself (SO_PEERPIDFD, Linux 6.5).
 */
#include "daemon/hold/process.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/clock.h"

#define PIDFS_MAGIC 0x50494446 /* PID_FS_MAGIC of linux/magic.h, Linux 6.9 */

#ifndef SO_PEERPIDFD /* Linux 6.5; asm-generic/socket.h */
#define SO_PEERPIDFD 77
#endif

/* struct pidfd_info of linux/pidfd.h, Linux 6.13, in its first size */
struct info {
	uint64_t mask, cgroup;
	uint32_t pid, tgid, ppid;
	uint32_t ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
	int32_t exit_code;
};
#define INFO_CREDS (UINT64_C(1) << 1)
#define GET_INFO _IOWR(0xff, 11, struct info)

_Static_assert(sizeof(struct info) == 64, "as the kernel has it");

/* -EOPNOTSUPP: the kernel gives all pidfds one inode. */
static int inode_of(int pidfd, uint64_t *ret_inode)
{
	struct statfs fs;
	struct stat st;

	if (fstatfs(pidfd, &fs) < 0 || fstat(pidfd, &st) < 0)
		return -errno;
	if (fs.f_type != PIDFS_MAGIC)
		return -EOPNOTSUPP;
	*ret_inode = (uint64_t)st.st_ino;
	return 0;
}

static bool is_alive(int pidfd)
{
	struct pollfd event = { .fd = pidfd, .events = POLLIN };

	return poll(&event, 1, 0) == 0;
}

int process_open(pid_t pid, uint64_t process, int *ret_pidfd)
{
	_cleanup_close_
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	uint64_t inode;
	int r;

	if (fd < 0)
		return errno == EINVAL ? -ESRCH : -errno;
	r = inode_of(fd, &inode);
	if (r < 0)
		return r;
	if (inode != process || !is_alive(fd))
		return -ESRCH;
	*ret_pidfd = TAKE_FD(fd);
	return 0;
}

/* ---- whose it is ------------------------------------------------------ */

/* The process that connected. */
static bool is_client(int socket, uint64_t process)
{
	_cleanup_close_
	int fd = -EBADF;
	socklen_t size = sizeof(fd);
	uint64_t inode;

	return getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &fd, &size) == 0 &&
	       inode_of(fd, &inode) == 0 && inode == process;
}

/* 0: the process is uid's; -EACCES: another user's; -EOPNOTSUPP: nothing tells. */
static int ask_owner(int pidfd, pid_t pid, uid_t uid)
{
	struct info info = { .mask = INFO_CREDS };
	struct stat st;
	char path[32];

	if (ioctl(pidfd, GET_INFO, &info) == 0 && (info.mask & INFO_CREDS))
		return info.ruid == uid || info.euid == uid ? 0 : -EACCES;
	(void)snprintf(path, sizeof(path), "/proc/%d", pid);
	if (stat(path, &st) < 0)
		return -EOPNOTSUPP;
	if (!is_alive(pidfd))
		return -ESRCH; /* the folder may be another's */
	return st.st_uid == uid ? 0 : -EACCES;
}

static int refuse(const struct request *request, int r, struct error *err)
{
	switch (r) {
	case -ESRCH:
		return error_set(
			err, VMTAP_E_ARGUMENT, ESRCH,
			"the device cannot end with process %u, which is gone, or which vmtapd sees under another number (a container); name a process of the host that runs",
			request->pid);
	case -EACCES:
		return error_set(
			err, VMTAP_E_DENIED, EACCES,
			"the device cannot end with process %u, which is another user's; name one of yours",
			request->pid);
	case -EOPNOTSUPP:
	case -ENOSYS:
		return error_set(
			err, VMTAP_E_HOST, EOPNOTSUPP,
			"the device cannot end with process %u, because this kernel does not tell vmtapd enough of it (Linux 6.13 does); use --for, or 'vmtap release'",
			request->pid);
	}
	return error_set(err, VMTAP_E_HOST, -r,
			 "the process %u cannot be looked at: %s", request->pid,
			 strerror(-r));
}

int hold_check(const struct grant *grant, struct error *err)
{
	const struct request *request = &grant->request;
	const uid_t uid = grant->peer->kernel_uid;
	_cleanup_close_
	int fd = -EBADF;
	int r;

	if (!request_has(request, VMTAP_PROTO_F_HOLD) || request->pid == 0)
		return 0;
	r = process_open((pid_t)request->pid, request->process, &fd);
	if (r == 0 && uid != 0 && !is_client(grant->socket, request->process))
		r = ask_owner(fd, (pid_t)request->pid, uid);
	return r < 0 ? refuse(request, r, err) : 0;
}

struct facts_hold hold_facts(const struct request *request)
{
	if (!request_has(request, VMTAP_PROTO_F_HOLD))
		return (struct facts_hold){ 0 };
	return (struct facts_hold){
		.is_on = true,
		.until = request->lifetime ? clock_boot() + request->lifetime
					   : 0,
		.process = request->pid ? request->process : 0,
	};
}
