/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * probe-device.c - what a holder of a TAP's or macvtap's descriptor sees, and
 * what it can do to the device.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tests/lib/probe.h"

#define FRAME_MAX 70000
#define VNET_HDR_MAX 64

static int held(const struct probe *probe, unsigned int n, char **words)
{
	unsigned long i = n > 0 ? strtoul(words[0], NULL, 0) : 0;

	return i < probe->n_held ? probe->held[i] : -1;
}

static void print_facts(unsigned int i, int fd)
{
	struct ifreq request = { 0 };
	int header = -1;
	struct stat stat;

	printf("fd=%u", i);
	if (fstat(fd, &stat) == 0)
		printf(" rdev=%u:%u", major(stat.st_rdev), minor(stat.st_rdev));
	if (ioctl(fd, TUNGETIFF, &request) == 0)
		printf(" ifname=%s vnet_hdr=%d multi_queue=%d no_pi=%d tap=%d",
		       request.ifr_name,
		       (request.ifr_flags & IFF_VNET_HDR) != 0,
		       (request.ifr_flags & IFF_MULTI_QUEUE) != 0,
		       (request.ifr_flags & IFF_NO_PI) != 0,
		       (request.ifr_flags & IFF_TAP) != 0);
	else
		printf(" ifname=? error=%s", strerror(errno));
	if (ioctl(fd, TUNGETVNETHDRSZ, &header) == 0)
		printf(" vnet_hdr_size=%d", header);
	printf(" cloexec=%d\n", (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

bool probe_adopt(struct probe *probe, unsigned int n, char **words)
{
	int fd = n > 0 ? atoi(words[0]) : -1;

	if (fcntl(fd, F_GETFD) < 0 || probe->n_held == PROBE_HELD_MAX)
		return probe_fail("adopt", EBADF);
	probe->held[probe->n_held++] = fd;
	return true;
}

bool probe_facts(struct probe *probe, unsigned int n, char **words)
{
	(void)n, (void)words;
	for (unsigned int i = 0; i < probe->n_held; i++)
		if (probe->held[i] >= 0)
			print_facts(i, probe->held[i]);
	return true;
}

bool probe_close(struct probe *probe, unsigned int n, char **words)
{
	bool is_all = n > 0 && strcmp(words[0], "all") == 0;
	int fd = held(probe, n, words);

	if (!is_all && fd < 0)
		return probe_fail("close", EBADF);
	for (unsigned int i = 0; i < probe->n_held; i++)
		if (probe->held[i] >= 0 && (is_all || probe->held[i] == fd)) {
			(void)close(probe->held[i]);
			probe->held[i] = -1;
		}
	return true;
}

/* The grandchild has the descriptors only: neither the socket nor the output.
 * */
static void hold_forever(struct probe *probe)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)setsid();
	for (int fd = 0; null >= 0 && fd < 3; fd++)
		(void)dup2(null, fd);
	for (unsigned int i = 0; i < probe->n_sockets; i++)
		if (probe->sockets[i] >= 0)
			(void)close(probe->sockets[i]);
	for (;;)
		(void)pause();
}

bool probe_hold(struct probe *probe, unsigned int n, char **words)
{
	pid_t child;

	(void)n, (void)words;
	(void)fflush(stdout);
	child = fork();
	if (child < 0)
		return probe_fail("fork", errno);
	if (child == 0)
		hold_forever(probe);
	printf("pid=%d\n", (int)child);
	return true;
}

static size_t parse_hex(const char *text, unsigned char *bytes, size_t max)
{
	size_t length = 0;

	while (length < max && sscanf(text, "%2hhx", &bytes[length]) == 1 &&
	       text[0] && text[1]) {
		length++;
		text += 2;
	}
	return length;
}

/* The bytes in front of each packet; they are zero: no offload in use. */
static size_t header_size(int fd)
{
	struct ifreq request = { 0 };
	int size = 0;

	if (ioctl(fd, TUNGETIFF, &request) < 0 ||
	    (request.ifr_flags & IFF_VNET_HDR) == 0 ||
	    ioctl(fd, TUNGETVNETHDRSZ, &size) < 0 || size > VNET_HDR_MAX)
		return 0;
	return (size_t)size;
}

bool probe_write(struct probe *probe, unsigned int n, char **words)
{
	unsigned char bytes[VNET_HDR_MAX + FRAME_MAX] = { 0 };
	int fd = held(probe, n, words);
	size_t length = header_size(fd);

	if (n < 2)
		return probe_fail("write", EINVAL);
	length += parse_hex(words[1], bytes + length, FRAME_MAX);
	for (unsigned long i = probe_number(n, words, "times", 1); i > 0; i--)
		if (write(fd, bytes, length) != (ssize_t)length)
			return probe_fail("write", errno);
	return true;
}

static bool has_hex(const unsigned char *bytes, size_t length, const char *hex)
{
	unsigned char wanted[128];
	size_t n = parse_hex(hex, wanted, sizeof(wanted));

	return n <= length && memmem(bytes, length, wanted, n) != NULL;
}

/* Prints "frame=HEX" for the first frame that has match in it, or "timeout". */
bool probe_read(struct probe *probe, unsigned int n, char **words)
{
	unsigned char bytes[VNET_HDR_MAX + FRAME_MAX];
	const char *match = probe_word(n, words, "match", "");
	int fd = held(probe, n, words);
	size_t skip = header_size(fd);
	struct pollfd event = { fd, POLLIN, 0 };
	int wait_ms = n > 1 ? atoi(words[1]) : 1000;

	while (poll(&event, 1, wait_ms) == 1) {
		ssize_t length = read(fd, bytes, sizeof(bytes));

		if (length < 0 && errno == EAGAIN)
			continue;
		if (length < 0)
			return probe_fail("read", errno);
		if ((size_t)length < skip ||
		    !has_hex(bytes + skip, (size_t)length - skip, match))
			continue;
		printf("frame=");
		for (size_t i = skip; i < (size_t)length; i++)
			printf("%02x", bytes[i]);
		puts("");
		return true;
	}
	puts("timeout");
	return true;
}

/* Prints "count=N end=1", or end=0 if the last frame did not come in time. */
bool probe_count(struct probe *probe, unsigned int n, char **words)
{
	unsigned char bytes[VNET_HDR_MAX + FRAME_MAX];
	const char *match = probe_word(n, words, "match", "");
	const char *end = probe_word(n, words, "end", "");
	int fd = held(probe, n, words);
	struct pollfd event = { fd, POLLIN, 0 };
	int wait_ms = n > 1 ? atoi(words[1]) : 1000;
	unsigned int count = 0;
	bool is_end = false;

	while (!is_end && poll(&event, 1, wait_ms) == 1) {
		ssize_t length = read(fd, bytes, sizeof(bytes));

		if (length < 0)
			return probe_fail("read", errno);
		is_end = has_hex(bytes, (size_t)length, end);
		count += !is_end && has_hex(bytes, (size_t)length, match);
	}
	printf("count=%u end=%d\n", count, is_end);
	return true;
}

bool probe_set_lladdr(struct probe *probe, unsigned int n, char **words)
{
	struct ifreq request = { 0 };
	int fd = held(probe, n, words);

	request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
	if (n < 2 || !probe_lladdr(words[1],
				   (unsigned char *)request.ifr_hwaddr.sa_data))
		return probe_fail("set-lladdr", EINVAL);
	if (ioctl(fd, SIOCSIFHWADDR, &request) < 0)
		return probe_fail("SIOCSIFHWADDR", errno);
	return true;
}

bool probe_persist(struct probe *probe, unsigned int n, char **words)
{
	if (ioctl(held(probe, n, words), TUNSETPERSIST, 1) < 0)
		return probe_fail("TUNSETPERSIST", errno);
	return true;
}

bool probe_unlock(struct probe *probe, unsigned int n, char **words)
{
	struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

	if (fcntl(held(probe, n, words), F_OFD_SETLK, &lock) < 0)
		return probe_fail("F_OFD_SETLK", errno);
	return true;
}
