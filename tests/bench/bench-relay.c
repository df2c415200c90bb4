/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-relay FD FD - hands on the frames of two devices, with their virtio-net
 * headers, from one to the other, until it is killed.  So the kernel of another
 * namespace is the guest of a device that vmtapd granted.
 */
#include <linux/if_tun.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define OFFLOADS (TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN)
#define FRAMES 64 /* before it looks at the other side */

static char bytes[1 << 17];

/* A frame that finds no room is lost, as on any link. */
static void hand_on(int from, int to)
{
	for (int i = 0; i < FRAMES; i++) {
		ssize_t n = read(from, bytes, sizeof(bytes));

		if (n <= 0 || write(to, bytes, (size_t)n) < 0)
			return;
	}
}

int main(int argc, char **argv)
{
	struct pollfd at[2] = { { .events = POLLIN }, { .events = POLLIN } };

	for (int i = 0; i < 2; i++) {
		at[i].fd = argc == 3 ? atoi(argv[1 + i]) : -1;
		if (ioctl(at[i].fd, TUNSETOFFLOAD, OFFLOADS) < 0) {
			perror("bench-relay: TUNSETOFFLOAD");
			return 1;
		}
	}
	while (poll(at, 2, -1) > 0)
		for (int i = 0; i < 2; i++)
			if (at[i].revents)
				hand_on(at[i].fd, at[!i].fd);
	return 1;
}
