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
/* From the end of standard error until libvirt's thread has ended the text with
 * a zero byte.  Before that the other thread may quote what stands behind the
 * text in memory.  No event tells of it. */
#define STORE_MS 50

static int is_unread(void)
{
	int n = 0;

	return ioctl(STDERR_FILENO, FIONREAD, &n) == 0 && n > 0;
}

void linger(void)
{
	/* without events, poll(2) tells only that no reader is left */
	struct pollfd reader = { .fd = STDERR_FILENO };
	uint64_t end = clock_ms() + LINGER_MS;
	struct stat st;

	if (fstat(STDERR_FILENO, &st) < 0 || !S_ISFIFO(st.st_mode))
		return;
	while (is_unread() && clock_ms() < end)
		if (poll(&reader, 1, LOOK_MS) > 0)
			return;
	(void)close(STDERR_FILENO);
	end = clock_ms() + STORE_MS;
	while (clock_ms() < end)
		(void)poll(NULL, 0, LOOK_MS);
}
