/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * interrupt.c - see interrupt.h.
 */
#include "client/vmm/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "common/clock.h"

static volatile sig_atomic_t has_come;
static bool is_caught;
static sigset_t outside; /* what was blocked before */

static void come(int number)
{
	(void)number;
	has_come = 1;
}

void interrupt_catch(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = come };
	struct sigaction before;
	sigset_t blocked;

	(void)sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		/* nohup(1) lets a program ignore SIGHUP. */
		if (sigaction(numbers[i], NULL, &before) < 0 ||
		    before.sa_handler == SIG_IGN ||
		    sigaction(numbers[i], &action, NULL) < 0)
			continue;
		(void)sigaddset(&blocked, numbers[i]);
	}
	(void)sigprocmask(SIG_BLOCK, &blocked, &outside);
	is_caught = true;
}

void interrupt_forget(void)
{
	has_come = 0;
}

static int wait_for(struct pollfd *pollfd, uint64_t deadline)
{
	const uint64_t now = clock_ms();
	const uint64_t rest = deadline > now ? deadline - now : 0;
	const struct timespec timeout = {
		.tv_sec = (time_t)(rest / 1000),
		.tv_nsec = (long)(rest % 1000) * 1000000,
	};
	int n = ppoll(pollfd, pollfd ? 1 : 0, &timeout,
		      is_caught ? &outside : NULL);

	if (has_come)
		return -EINTR;
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return n;
}

int interrupt_wait(int fd, short events, uint64_t deadline)
{
	struct pollfd pollfd = { .fd = fd, .events = events };

	for (;;) {
		const bool is_late = clock_ms() >= deadline;
		const int n = wait_for(&pollfd, deadline);

		if (n < 0)
			return n;
		/* A peer that always has something must not keep us. */
		if (is_late)
			return -ETIMEDOUT;
		if (n > 0)
			return 0;
	}
}

int interrupt_pause(uint64_t ms, uint64_t deadline)
{
	const uint64_t end = clock_ms() + ms;

	if (clock_ms() >= deadline)
		return -ETIMEDOUT;
	do {
		const int r = wait_for(NULL, end < deadline ? end : deadline);

		if (r < 0)
			return r;
	} while (clock_ms() < end && clock_ms() < deadline);
	return 0;
}
