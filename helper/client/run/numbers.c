/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * numbers.c - moves descriptors to where the command expects them.
 */
#include "client/run/numbers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static size_t find(int *const *fds, size_t first, size_t n, int fd)
{
	while (first < n && *fds[first] != fd)
		first++;
	return first;
}

/* What is open and not one of the n is the caller's, and for the command. */
static int next_number(int *const *fds, size_t n, int number)
{
	while (fcntl(number, F_GETFD) >= 0 && find(fds, 0, n, number) == n)
		number++;
	return number;
}

static int refuse(struct vmtap_error *err, int number)
{
	err->code = VMTAP_E_ARGUMENT;
	(void)snprintf(
		err->text, sizeof(err->text),
		"--listen-fds: descriptor %d is open already, and a card's must have this number; close it with '%d<&-'",
		number, number);
	return -EBUSY;
}

static int fail(struct vmtap_error *err, int fd)
{
	err->code = VMTAP_E_INTERNAL;
	(void)snprintf(err->text, sizeof(err->text),
		       "cannot pass descriptor %d on: %m", fd);
	return -EBADF;
}

/* Move *fd to number, where nothing is open but what may be closed. */
static int move(int *fd, int number)
{
	if (*fd == number)
		return fcntl(number, F_SETFD, 0);
	if (dup2(*fd, number) < 0)
		return -1;
	(void)close(*fd);
	*fd = number;
	return 0;
}

/* A card's descriptor in the place of another one waits above all of them. */
static int make_room(int **fds, size_t first, size_t n, int number, int above)
{
	const size_t i = find(fds, first, n, number);
	int fd;

	if (i == n)
		return 0;
	fd = fcntl(number, F_DUPFD_CLOEXEC, above);
	if (fd < 0)
		return -1;
	*fds[i] = fd;
	return 0;
}

int numbers_settle(int **fds, size_t n, bool is_strict, struct vmtap_error *err)
{
	int numbers[NUMBERS_MAX];
	int number = NUMBERS_FIRST;

	for (size_t i = 0; i < n; i++) {
		number = next_number(fds, n, number);
		if (is_strict && number != NUMBERS_FIRST + (int)i)
			return refuse(err, NUMBERS_FIRST + (int)i);
		numbers[i] = number++;
	}
	for (size_t i = 0; i < n; i++) {
		if (*fds[i] < 0)
			*fds[i] = numbers[i];
		else if (make_room(fds, i + 1, n, numbers[i], number) < 0 ||
			 move(fds[i], numbers[i]) < 0)
			return fail(err, *fds[i]);
	}
	return 0;
}
