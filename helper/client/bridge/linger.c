/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * linger.c - looks at standard error, which the kernel says is empty or not.
 */
#include "client/bridge/linger.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"

#define LOOK_MS 1
/* From the reader's read(2) until it has put the text where libvirt's other
 * thread looks.  No event tells of that. */
#define STORE_MS 20

static int is_unread(void)
{
	int n = 0;

	return ioctl(STDERR_FILENO, FIONREAD, &n) == 0 && n > 0;
}

void linger(void)
{
	/* without events, poll(2) tells only that no reader is left */
	struct pollfd reader = { .fd = STDERR_FILENO };
	const uint64_t end = clock_ms() + LINGER_MS;
	struct stat st;

	if (fstat(STDERR_FILENO, &st) < 0 || !S_ISFIFO(st.st_mode))
		return;
	while (is_unread() && clock_ms() < end)
		if (poll(&reader, 1, LOOK_MS) > 0)
			return;
	(void)poll(&reader, 1, STORE_MS);
}
