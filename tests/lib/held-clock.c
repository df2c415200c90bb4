/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held-clock.c - for LD_PRELOAD: the clock for durations stands still.  The file
 * $HELD_CLOCK has one byte, the seconds that have passed since the program's
 * start.  So a test decides when a time is up, however slow the machine is.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile unsigned char *passed;
static time_t start;

static int real_time(clockid_t clock, struct timespec *ret_now)
{
	return (int)syscall(SYS_clock_gettime, clock, ret_now);
}

/* Before main(), whose sandbox opens no such file. */
__attribute__((constructor)) static void look(void)
{
	const char *path = getenv("HELD_CLOCK");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct timespec now = { 0 };
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (map == MAP_FAILED)
		return;
	(void)real_time(CLOCK_MONOTONIC, &now);
	start = now.tv_sec;
	passed = map;
}

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
	if (!passed ||
	    (clock != CLOCK_MONOTONIC && clock != CLOCK_MONOTONIC_COARSE &&
	     clock != CLOCK_BOOTTIME))
		return real_time(clock, ret_now);
	*ret_now = (struct timespec){ .tv_sec = start + *passed };
	return 0;
}
