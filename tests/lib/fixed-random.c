/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fixed-random.c - for LD_PRELOAD: getrandom() gives the numbers of
 * $FIXED_RANDOM, "1 2 3", one for each call, then always the last one.  So a
 * test knows which ifindex vmtapd draws, and can give it to another link first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* malloc() and others inside libc do not call this function. */
ssize_t getrandom(void *buffer, size_t length, unsigned int flags)
{
	static const char *next;
	static unsigned long number;
	char *end;

	(void)flags;
	if (!next)
		next = getenv("FIXED_RANDOM");
	if (next) {
		unsigned long value = strtoul(next, &end, 0);

		if (end != next)
			number = value;
		next = end;
	}
	(void)memset(buffer, 0, length);
	(void)memcpy(buffer, &number,
		     length < sizeof(number) ? length : sizeof(number));
	return (ssize_t)length;
}
