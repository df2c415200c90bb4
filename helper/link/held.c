/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held.c - OFD locks as a sign of life.
 */
#include "held.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "cleanup.h"

int held_file_of(int fd, struct held_file *ret_file)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	*ret_file = (struct held_file){ .dev = st.st_dev, .ino = st.st_ino };
	return 0;
}

int held_lock(int fd)
{
	struct flock lock = {
		.l_type = F_RDLCK,
		.l_whence = SEEK_SET,
		.l_len = 1,
	};

	return fcntl(fd, F_OFD_SETLK, &lock) < 0 ? -errno : 0;
}

/*
 * "1: OFDLCK ADVISORY  READ  -1 00:06:1234 0 0": number, class, kind, type,
 * pid, then device (hex) and inode of the file.  See fs/locks.c.  A line of a
 * lock that waits has "->" after the number, and is nobody's sign of life.
 */
bool held_parse(const char *line, struct held_file *ret_file)
{
	unsigned int device_major, device_minor;
	unsigned long ino;

	if (sscanf(line, "%*d: OFDLCK %*s %*s %*d %x:%x:%lu ", &device_major,
		   &device_minor, &ino) != 3)
		return false;
	*ret_file = (struct held_file){
		.dev = makedev(device_major, device_minor),
		.ino = ino,
	};
	return true;
}

int held_scan(void (*each)(const struct held_file *file, void *data),
	      void *data)
{
	_cleanup_fclose_
	FILE *file = fopen("/proc/locks", "re");
	char line[256];

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		struct held_file held;

		if (held_parse(line, &held))
			each(&held, data);
	}
	return ferror(file) ? -EIO : 0;
}
