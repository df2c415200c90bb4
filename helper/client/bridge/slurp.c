/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * slurp.c - never waits: neither for a FIFO nor for a device.
 */
#include "client/bridge/slurp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"

static ssize_t read_all(int fd, char *text, size_t size)
{
	size_t used = 0;
	ssize_t n;

	do {
		n = read(fd, text + used, size - used);
		used += n > 0 ? (size_t)n : 0;
	} while (n > 0 && used < size);
	return n < 0 ? -1 : (ssize_t)used;
}

int slurp(int folder, const char *path, size_t max, char **ret_text,
	  size_t *ret_size)
{
	_cleanup_close_
	int fd = openat(folder, path,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
				O_NOCTTY);
	struct stat st;
	ssize_t n = -1;
	char *text;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return -ENOENT;
	/* one byte more than max may be there, and one for the end */
	text = malloc(max + 2);
	if (text)
		n = read_all(fd, text, max + 1);
	if (n < 0 || (size_t)n > max) {
		free(text);
		return -ENOENT;
	}
	text[n] = '\0';
	*ret_text = text;
	*ret_size = (size_t)n;
	return 0;
}
