/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * clock.h - the clock for durations.  It never goes back, and it tells no date.
 */
#ifndef VMTAP_CLOCK_H
#define VMTAP_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Seconds since the boot, with those in which the host slept.  A device does not
 * outlive the boot, so a time by this clock can be kept in its link. */
static inline uint64_t clock_boot(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec;
}

/* The date, in seconds since 1970, at which clock_boot() is seconds. */
static inline uint64_t clock_date(uint64_t seconds)
{
	struct timespec date, boot;
	int64_t between;

	(void)clock_gettime(CLOCK_REALTIME, &date);
	(void)clock_gettime(CLOCK_BOOTTIME, &boot);
	between = ((int64_t)date.tv_sec - boot.tv_sec) * 1000 +
		  (date.tv_nsec - boot.tv_nsec) / 1000000;
	return (uint64_t)((int64_t)seconds + (between + 500) / 1000);
}

static inline uint64_t clock_ms(void)
{
	return clock_us() / 1000;
}

static inline uint64_t clock_seconds(void)
{
	return clock_us() / 1000000;
}

#endif
