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

static inline uint64_t clock_ms(void)
{
	return clock_us() / 1000;
}

static inline uint64_t clock_seconds(void)
{
	return clock_us() / 1000000;
}

#endif
