/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held.h - does anybody still hold a descriptor of a device node?
 *
 * An open-file-description lock (F_OFD_SETLK, fcntl(2)) belongs to the open
 * file, not to a process: it stays while any copy of the descriptor is open
 * anywhere, and /proc/locks shows it to anybody, in every pid namespace.
 * Shared (read) locks, so that the queues of one device do not collide.
 */
#ifndef VMTAP_HELD_H
#define VMTAP_HELD_H

#include <stdbool.h>
#include <sys/types.h>

/* Which file: st_dev and st_ino of fstat(2). */
struct held_file {
	dev_t dev;
	ino_t ino;
};

int held_file_of(int fd, struct held_file *ret_file);

/* Take the lock.  -EAGAIN: somebody has an exclusive lock on the node. */
int held_lock(int fd);

/* Call each() for every file that an OFD lock is on.  -ENOENT: no /proc. */
int held_scan(void (*each)(const struct held_file *file, void *data),
	      void *data);

/* One line of /proc/locks; false unless it is an OFD lock. */
bool held_parse(const char *line, struct held_file *ret_file);

#endif
