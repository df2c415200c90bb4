/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held.c - OFD locks as a sign that a descriptor is still open.
 */
#include "link/node/held.h"

#include <errno.h>
#include <fcntl.h>

int held_lock(int fd)
{
	struct flock lock = {
		.l_type = F_RDLCK,
		.l_whence = SEEK_SET,
		.l_len = 1,
	};

	return fcntl(fd, F_OFD_SETLK, &lock) < 0 ? -errno : 0;
}

int held_probe(int sentry, bool *ret_is_held)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_len = 1,
	};

	if (fcntl(sentry, F_OFD_GETLK, &lock) < 0)
		return -errno;
	*ret_is_held = lock.l_type != F_UNLCK;
	return 0;
}
