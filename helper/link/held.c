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

int held_probe(int fd, unsigned int ifindex, bool *ret_is_held)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = ifindex,
		.l_len = 1,
	};

	if (fcntl(fd, F_OFD_GETLK, &lock) < 0)
		return -errno;
	*ret_is_held = lock.l_type != F_UNLCK;
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

/*
 * The kernel fills at most a page (about sixty lines) at a read, and finds the
 * place to go on by counting: if locks before that place, anybody's, go between
 * two reads, as many lines are left out.  So one pass must not condemn a
 * device.  Each pass reads in pieces of another size, so that a lock at the
 * end of a piece in one is in the middle of a piece in the next.
 */
#define PASSES 8
#define PIECE_MAX 4096
#define PIECE_STEP 499

static int scan_once(size_t piece,
		     void (*each)(const struct held *held, void *data),
		     void *data)
{
	char buffer[PIECE_MAX], line[256];
	_cleanup_fclose_
	FILE *file = fopen("/proc/locks", "re");

	if (!file)
		return -errno;
	(void)setvbuf(file, buffer, _IOFBF, piece);
	while (fgets(line, sizeof(line), file)) {
		struct held held;

		if (held_parse(line, &held))
			each(&held, data);
	}
	return ferror(file) ? -EIO : 0;
}

int held_scan(void (*each)(const struct held *held, void *data), void *data)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < PASSES; i++)
		r = scan_once(PIECE_MAX - i * PIECE_STEP, each, data);
	return r;
}
