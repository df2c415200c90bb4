/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * play-qemu.c - play-qemu [HOW] HELPER ARG...: runs a bridge helper as QEMU
 * does, over a socketpair whose number stands for FD in "--fd=FD", and prints
 * the result in one line:
 *   exit=0 bytes=1 fds=1 ifname=tap0 vnet_hdr=1
 * HOW: --closed (the other end is gone), --file (FD is no socket), --full (it
 * is non-blocking, and there is no room in it).
 *
 * --libvirt: standard error is a pipe, and what it has is copied.  libvirt's
 * thread that reads it is slow: the text stays unread for a while, and then its
 * end; both times the socket must stay open ("kept=2").  The helper's clock, in
 * the file $HELD_CLOCK, goes on after that.  --deaf: nobody ever reads the pipe.
 */
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/wire/scm.h"

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void run(char **argv, int fd)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "--fd=%d", fd);
	for (char **p = argv; *p; p++)
		if (strcmp(*p, "--fd=FD") == 0)
			*p = text;
	if (fcntl(fd, F_SETFD, 0) == 0)
		(void)execv(argv[0], argv);
	perror(argv[0]);
	_exit(99);
}

static void fill(int fd)
{
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		die("fcntl");
	while (send(fd, "", 1, 0) == 1)
		;
}

/* Standard error of the helper, if a pipe is in its place; or -1. */
static int err_pipe[2] = { -1, -1 };

#define SLOW_MS 300 /* how late libvirt reads */
#define BOUND_MS 60000

/* What poll(2) says of fd, within ms. */
static short look(int fd, short events, int ms)
{
	struct pollfd one = { .fd = fd, .events = events };

	return poll(&one, 1, ms) > 0 ? one.revents : 0;
}

static int is_kept(int socket)
{
	return (look(socket, 0, SLOW_MS) & POLLHUP) == 0;
}

/* See held-clock.c. */
static void let_clock_go(void)
{
	const char *path = getenv("HELD_CLOCK");
	int fd = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (fd < 0 || write(fd, "\1", 1) != 1 || close(fd) < 0)
		die("HELD_CLOCK");
}

/* libvirt quotes what it has read when the socket ends. */
static void play_libvirt(int socket)
{
	char text[1024];
	int n_kept;
	ssize_t n;

	(void)look(err_pipe[0], POLLIN, BOUND_MS);
	n_kept = is_kept(socket);
	(void)close(err_pipe[1]);
	while ((n = read(err_pipe[0], text, sizeof(text))) > 0)
		(void)fwrite(text, 1, (size_t)n, stderr);
	n_kept += is_kept(socket);
	let_clock_go();
	printf("kept=%d%s ", n_kept,
	       look(socket, 0, BOUND_MS) & POLLHUP ? "" : " without end");
}

static void print_device(const int *fds, size_t n_fds)
{
	struct ifreq ifr = { 0 };

	if (n_fds == 1 && ioctl(fds[0], TUNGETIFF, &ifr) == 0)
		printf(" ifname=%s vnet_hdr=%d", ifr.ifr_name,
		       (ifr.ifr_flags & IFF_VNET_HDR) != 0);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
	int sockets[2], fds[VMTAP_FDS_MAX], fd, status;
	struct scm_fds received = { .all = fds, .max = VMTAP_FDS_MAX };
	ssize_t n = 0;
	char bytes[64];
	pid_t pid;

	argv += *how ? 2 : 1;
	if (!*argv)
		return 2;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		die("socketpair");
	fd = sockets[1];
	if (strcmp(how, "--file") == 0)
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (strcmp(how, "--full") == 0)
		fill(fd);
	if (strcmp(how, "--closed") == 0)
		(void)close(sockets[0]);
	if ((strcmp(how, "--libvirt") == 0 || strcmp(how, "--deaf") == 0) &&
	    pipe2(err_pipe, O_CLOEXEC) < 0)
		die("pipe2");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		if (err_pipe[1] >= 0 && dup2(err_pipe[1], STDERR_FILENO) < 0)
			die("dup2");
		run(argv, fd);
	}
	(void)close(sockets[1]);
	if (strcmp(how, "--libvirt") == 0)
		play_libvirt(sockets[0]);
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	if (*how == '\0')
		n = scm_receive(sockets[0], bytes, sizeof(bytes), &received,
				MSG_DONTWAIT);
	printf("exit=%d bytes=%zd fds=%zu",
	       WIFEXITED(status) ? WEXITSTATUS(status) : -1, n, received.n);
	print_device(fds, received.n);
	puts("");
	return 0;
}
