/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * announced.c - reads the variables of the service manager.
 *
 * libsystemd would read them, too, and bring seven more libraries into a
 * privileged process.
 */
#include "daemon/manager/announced.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

/* The number in a variable; -1 if it is not set, or no number. */
static long long number(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	long long n;

	if (!text || text[0] < '0' || text[0] > '9')
		return -1;
	errno = 0;
	n = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' ? n : -1;
}

unsigned int announced_fds(void)
{
	const long long n = number("LISTEN_FDS");

	if (number("LISTEN_PID") != getpid() || n < 0)
		return 0;
	return n < UINT16_MAX ? (unsigned int)n : UINT16_MAX;
}

uint64_t announced_watchdog(void)
{
	const long long usec = number("WATCHDOG_USEC");

	if (getenv("WATCHDOG_PID") && number("WATCHDOG_PID") != getpid())
		return 0;
	return usec > 0 ? (uint64_t)usec : 0;
}
