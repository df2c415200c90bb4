/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held.h - does anybody still hold a descriptor of a device node?
 *
 * An open-file-description lock (F_OFD_SETLK, fcntl(2)) belongs to the open
 * file, not to a process: it stays while any copy of the descriptor is open
 * anywhere, and /proc/locks shows it to anybody, in every pid namespace.
 * Shared (read) locks, so that the queues of one device do not collide, on one
 * byte at offset ifindex.
 */
#ifndef VMTAP_HELD_H
#define VMTAP_HELD_H

#include <stdbool.h>
#include <sys/types.h>

/* Which file, by st_dev and st_ino of stat(2), and which byte of it. */
struct held {
	dev_t dev;
	ino_t ino;
	unsigned int ifindex;
};

/* Take the lock.  -EAGAIN: somebody has an exclusive lock there. */
int held_lock(int fd, unsigned int ifindex, struct held *ret_held);

/*
 * Is there such a lock of somebody else's?  For certain, but fd has to be an
 * open one of that node, and each open of a macvtap takes frames from others.
 */
int held_probe(int fd, unsigned int ifindex, bool *ret_is_held);

/* Call each() for every one-byte OFD lock there is, more than once for most: a
 * single pass may miss some.  -ENOENT: no /proc. */
int held_scan(void (*each)(const struct held *held, void *data), void *data);

/* One line of /proc/locks; false unless it is such a lock. */
bool held_parse(const char *line, struct held *ret_held);

bool held_equal(const struct held *a, const struct held *b);

#endif
