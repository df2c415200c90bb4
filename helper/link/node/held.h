/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held.h - does any process still hold a descriptor of a device node?
 *
 * An open-file-description lock (F_OFD_SETLK, fcntl(2)) belongs to the open
 * file, not to a process.  It stays while any copy of the descriptor is open,
 * in whatever namespace, and each process that has the node open can see it.
 * The locks are shared (read) locks, so that the queues of one device do not
 * collide.
 */
#ifndef VMTAP_HELD_H
#define VMTAP_HELD_H

#include <stdbool.h>

/* Lock fd before it is passed to the holder.  -EAGAIN: another process has an
 * exclusive lock there. */
int held_lock(int fd);

/* Is there such a lock?  sentry is a descriptor of the same node, see
 * node.h. */
int held_probe(int sentry, bool *ret_is_held);

#endif
