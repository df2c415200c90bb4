/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * carry.c - carries bytes there and back, and compares them.
 *
 *	carry serve				echo TCP, SCTP and UDP, for ever
 *	carry tcp|sctp ADDRESS KIB		a stream, both ways at once
 *	carry udp ADDRESS N SIZE [SEGMENT]	N sends of SIZE bytes, each of them
 *						cut by the kernel (UDP_SEGMENT)
 *
 * It is linked statically, because a guest has no libraries.  A guest without
 * SCTP exits with 77.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 7003
#define PATIENCE 20000 /* ms; an emulated guest is slow */
#define RESEND 1000 /* ms until a datagram is taken for lost */
#define LOST_MAX 20
#define NO_SCTP 77

static char buffer[1 << 16];

__attribute__((noreturn, format(printf, 1, 2))) static void
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fprintf(stderr, ": %s\n", strerror(errno));
	exit(1);
}

/* The byte at a place of all streams.  A shifted or doubled piece shows. */
static char byte_at(uint64_t at)
{
	return (char)((at * 0x9e3779b97f4a7c15u) >> 56);
}

static void fill(char *to, size_t n, uint64_t at)
{
	for (size_t i = 0; i < n; i++)
		to[i] = byte_at(at + i);
}

static bool is_right(const char *from, size_t n, uint64_t at)
{
	for (size_t i = 0; i < n; i++)
		if (from[i] != byte_at(at + i))
			return false;
	return true;
}

/* ---- the echo ---------------------------------------------------------- */

/* Both families; -1: the kernel does not know the protocol. */
static int listener(int type, int protocol)
{
	const struct sockaddr_in6 any = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(PORT),
		.sin6_addr = IN6ADDR_ANY_INIT,
	};
	int on = 1, fd = socket(AF_INET6, type, protocol);

	if (fd < 0 && protocol == IPPROTO_SCTP)
		return -1;
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0)
		die("port %d", PORT);
	if (type == SOCK_STREAM && listen(fd, 16) < 0)
		die("listen");
	return fd;
}

static void echo_stream(int fd)
{
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		for (ssize_t done = 0, r; done < n; done += r) {
			r = write(fd, buffer + done, (size_t)(n - done));
			if (r < 0)
				_exit(1);
		}
	_exit(0);
}

static void echo_new(int listening)
{
	int fd = accept(listening, NULL, NULL);

	if (fd >= 0 && fork() == 0)
		echo_stream(fd);
	if (fd >= 0)
		(void)close(fd);
}

static void echo_datagram(int fd)
{
	struct sockaddr_in6 from;
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(fd, buffer, sizeof(buffer), 0,
			     (struct sockaddr *)&from, &size);

	if (n >= 0)
		(void)sendto(fd, buffer, (size_t)n, 0, (struct sockaddr *)&from,
			     size);
}

__attribute__((noreturn)) static void serve(void)
{
	struct pollfd at[] = {
		{ .fd = listener(SOCK_DGRAM, 0), .events = POLLIN },
		{ .fd = listener(SOCK_STREAM, 0), .events = POLLIN },
		{ .fd = listener(SOCK_STREAM, IPPROTO_SCTP), .events = POLLIN },
	};

	(void)signal(SIGCHLD, SIG_IGN);
	(void)puts("serving");
	(void)fflush(stdout);
	while (poll(at, 3, -1) >= 0 || errno == EINTR) {
		if (at[0].revents)
			echo_datagram(at[0].fd);
		for (int i = 1; i < 3; i++)
			if (at[i].revents)
				echo_new(at[i].fd);
	}
	die("poll");
}

/* ---- a visitor --------------------------------------------------------- */

/* All addresses as IPv6 has them, so that there is one kind. */
static int reach(const char *address, int type, int protocol)
{
	struct sockaddr_in6 to = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(PORT),
	};
	char mapped[INET6_ADDRSTRLEN];
	int fd;

	(void)snprintf(mapped, sizeof(mapped), "%s%s",
		       strchr(address, ':') ? "" : "::ffff:", address);
	if (inet_pton(AF_INET6, mapped, &to.sin6_addr) != 1)
		die("%s", address);
	fd = socket(AF_INET6, type, protocol);
	if (fd < 0 && protocol == IPPROTO_SCTP)
		exit(NO_SCTP);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)) < 0)
		die("%s", address);
	return fd;
}

/* Take what is there. */
static uint64_t take(int fd, uint64_t at)
{
	ssize_t n = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);

	if (n == 0)
		die("the stream ended at %llu", (unsigned long long)at);
	if (n < 0 && errno != EAGAIN)
		die("the stream broke at %llu", (unsigned long long)at);
	if (n > 0 && !is_right(buffer, (size_t)n, at))
		die("other bytes came, from %llu on", (unsigned long long)at);
	return at + (n > 0 ? (uint64_t)n : 0);
}

static uint64_t give(int fd, uint64_t at, uint64_t end)
{
	size_t wanted = sizeof(buffer);
	ssize_t n;

	if (wanted > end - at)
		wanted = end - at;
	fill(buffer, wanted, at);
	n = send(fd, buffer, wanted, MSG_DONTWAIT);
	if (n < 0 && errno != EAGAIN)
		die("the stream broke at %llu", (unsigned long long)at);
	return at + (n > 0 ? (uint64_t)n : 0);
}

static void stream(int fd, uint64_t size)
{
	uint64_t sent = 0, got = 0;

	while (got < size) {
		struct pollfd at = {
			.fd = fd,
			.events = (short)(POLLIN | (sent < size ? POLLOUT : 0)),
		};

		if (poll(&at, 1, PATIENCE) <= 0)
			die("nothing came for %d ms, from %llu on", PATIENCE,
			    (unsigned long long)got);
		if (at.revents & POLLOUT)
			sent = give(fd, sent, size);
		if (at.revents & (POLLIN | POLLERR | POLLHUP))
			got = take(fd, got);
	}
}

/* Does what came back in time have the bytes that were sent? */
static bool came_back(int fd, size_t size, uint64_t at)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	size_t got = 0;

	while (got < size) {
		ssize_t n;

		if (poll(&waiting, 1, RESEND) <= 0)
			return false;
		n = recv(fd, buffer, sizeof(buffer), 0);
		if (n <= 0)
			die("a datagram");
		if (is_right(buffer, (size_t)n, at + got))
			got += (size_t)n; /* in order: there is one way */
	}
	return true;
}

/* A datagram may be lost on the way, but not always. */
static void datagrams(int fd, unsigned long n, size_t size, int segment)
{
	unsigned int lost = 0;

	if (segment > 0 && setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment,
				      sizeof(segment)) < 0)
		die("UDP_SEGMENT");
	for (uint64_t i = 0; i < n;) {
		fill(buffer, size, i << 20);
		if (send(fd, buffer, size, 0) != (ssize_t)size)
			die("datagram %llu", (unsigned long long)i);
		if (came_back(fd, size, i << 20))
			i++;
		else if (++lost > LOST_MAX)
			die("%u datagrams were lost", lost);
	}
	(void)printf("lost %u\n", lost);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	bool is_sctp = strcmp(what, "sctp") == 0;

	(void)signal(SIGPIPE, SIG_IGN);
	if (strcmp(what, "serve") == 0)
		serve();
	if ((is_sctp || strcmp(what, "tcp") == 0) && argc == 4)
		stream(reach(argv[2], SOCK_STREAM, is_sctp ? IPPROTO_SCTP : 0),
		       strtoull(argv[3], NULL, 10) << 10);
	else if (strcmp(what, "udp") == 0 && argc >= 5)
		datagrams(reach(argv[2], SOCK_DGRAM, 0),
			  strtoul(argv[3], NULL, 10),
			  strtoul(argv[4], NULL, 10),
			  argc > 5 ? atoi(argv[5]) : 0);
	else
		return 2;
	return 0;
}
