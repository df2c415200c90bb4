/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peername.c - reads /proc/PID/comm, and makes sure that PID is still the
 * process that connected: the kernel uses a number again when its process is
 * gone.
 */
#include "daemon/socket/peername.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/cleanup.h"

#ifndef SO_PEERPIDFD /* Linux 6.5; asm-generic/socket.h */
#define SO_PEERPIDFD 77
#endif

/* Set once by peername_open(), then only read. */
static int proc = -EBADF;

void peername_open(void)
{
	_cleanup_close_
	int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char self[16] = "";

	if (fd >= 0 && readlinkat(fd, "self", self, sizeof(self) - 1) > 0 &&
	    atoi(self) == getpid())
		proc = TAKE_FD(fd);
}

/* Without SO_PEERPIDFD (pidfd is negative) the number may have become another
 * process's between connect(2) and accept(2), and nothing tells. */
static bool is_gone(int pidfd)
{
	struct pollfd event = { .fd = pidfd, .events = POLLIN };

	return pidfd >= 0 && poll(&event, 1, 0) != 0;
}

void peername_get(int socket, pid_t pid, char ret_comm[PEER_COMM_SIZE])
{
	_cleanup_close_
	int pidfd = -EBADF;
	_cleanup_close_
	int fd = -EBADF;
	socklen_t size = sizeof(pidfd);
	char path[32];
	ssize_t n;

	ret_comm[0] = '\0';
	if (proc < 0 || pid <= 0)
		return;
	if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &size) < 0 &&
	    errno != ENOPROTOOPT)
		return; /* the process is gone */
	(void)snprintf(path, sizeof(path), "%d/comm", pid);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, ret_comm, PEER_COMM_SIZE - 1);
	if (n <= 0 || is_gone(pidfd))
		n = 0;
	if (n > 0 && ret_comm[n - 1] == '\n')
		n--;
	ret_comm[n] = '\0';
}
