/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hurry.c - an interval timer, on and off.
 */
#include "daemon/socket/hurry.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#define INTERVAL_US 1000

static void nothing(int number)
{
	(void)number;
}

void hurry_init(void)
{
	struct sigaction action = { .sa_handler = nothing };

	(void)sigaction(SIGALRM, &action, NULL);
}

/* An interval, not once: the first may come before there is anything to end. */
void hurry_begin(void)
{
	struct itimerval timer = {
		.it_interval = { .tv_usec = INTERVAL_US },
		.it_value = { .tv_usec = INTERVAL_US },
	};

	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

void hurry_end(void)
{
	struct itimerval timer = { 0 };

	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

void hurry_close(int fd)
{
	hurry_begin();
	(void)close(fd);
	hurry_end();
}
