/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * old-kernel.c - for LD_PRELOAD: setsockopt() knows no SO_PASSRIGHTS, as before
 * Linux 6.16, so messages can bring descriptors.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83
#endif

int setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	if (level == SOL_SOCKET && name == SO_PASSRIGHTS) {
		errno = ENOPROTOOPT;
		return -1;
	}
	return (int)syscall(SYS_setsockopt, fd, level, name, value, size);
}
