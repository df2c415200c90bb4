/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * held.h - does anybody still hold a descriptor of a device node?
 *
 * An open-file-description lock (F_OFD_SETLK, fcntl(2)) belongs to the open
 * file, not to a process: it stays while any copy of the descriptor is open
 * anywhere, in whatever namespace, and whoever has the node open can see it.
 * The locks are shared (read) ones, so that the queues of one device do not
 * collide.
 */
#ifndef VMTAP_HELD_H
#define VMTAP_HELD_H

#include <stdbool.h>

/* Mark fd as held, before it is passed.  -EAGAIN: somebody has an exclusive
 * lock there. */
int held_lock(int fd);

/* Is there such a lock?  sentry is a descriptor of the same node, see node.h. */
int held_probe(int sentry, bool *ret_is_held);

#endif
