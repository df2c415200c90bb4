/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held.c - OFD locks as a sign of life.
 */
#include "held.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "cleanup.h"

int held_lock(int fd, unsigned int ifindex, struct held *ret_held)
{
	struct flock lock = {
		.l_type = F_RDLCK,
		.l_whence = SEEK_SET,
		.l_start = ifindex,
		.l_len = 1,
	};
	struct stat st;

	if (fstat(fd, &st) < 0 || fcntl(fd, F_OFD_SETLK, &lock) < 0)
		return -errno;
	*ret_held = (struct held){
		.dev = st.st_dev,
		.ino = st.st_ino,
		.ifindex = ifindex,
	};
	return 0;
}

bool held_equal(const struct held *a, const struct held *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->ifindex == b->ifindex;
}

/*
 * "1: OFDLCK ADVISORY  READ -1 00:06:191 7 7": number, class, kind, type, pid,
 * device (hex) and inode of the file, first and last byte.  See fs/locks.c.  A
 * line of a lock that waits has "->" after the number, and is nobody's sign
 * of life.
 */
bool held_parse(const char *line, struct held *ret_held)
{
	unsigned int device_major, device_minor;
	unsigned long long first, last;
	unsigned long ino;

	if (sscanf(line, "%*d: OFDLCK %*s %*s %*d %x:%x:%lu %llu %llu",
		   &device_major, &device_minor, &ino, &first, &last) != 5 ||
	    first != last || first > INT_MAX)
		return false;
	*ret_held = (struct held){
		.dev = makedev(device_major, device_minor),
		.ino = ino,
		.ifindex = (unsigned int)first,
	};
	return true;
}

int held_scan(void (*each)(const struct held *held, void *data), void *data)
{
	_cleanup_fclose_
	FILE *file = fopen("/proc/locks", "re");
	char line[256];

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		struct held held;

		if (held_parse(line, &held))
			each(&held, data);
	}
	return ferror(file) ? -EIO : 0;
}
