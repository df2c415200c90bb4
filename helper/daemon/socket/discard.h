/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * discard.h - a process that closes connections which may carry descriptors.
 *
 * A client may send descriptors along with a message.  Whoever drops the message
 * may drop the last reference to a file, and the close of a file may sleep for as
 * long as the client likes: a file of a FUSE server with unwritten pages, a TCP
 * socket with SO_LINGER.  The sleep may be uninterruptible (fuse_release() in
 * fs/fuse/file.c).  So vmtapd never closes such a connection itself: vmtapd sends
 * it to this process, and closes its own copy, which is then not the last.
 *
 * The process has no right at all.  It closes each connection in a thread of its
 * own; a thread that sleeps for ever keeps nobody else waiting.
 */
#ifndef VMTAP_DISCARD_H
#define VMTAP_DISCARD_H

#include <stdbool.h>

/* So many closes at once; what comes then stays the daemon's until one ends. */
#define DISCARD_THREADS_MAX 256
/* That many may wait: every connection, and the listening socket. */
#define DISCARD_KEPT_MAX 1024

struct discard;

/*
 * Start the process, before any right is given up.  0 or -errno.
 */
int discard_start(struct discard **ret_discard);

/*
 * Close fd, a client's, in the process.  If the process has no room now, fd stays
 * open until the next call, or until discard_flush().
 */
void discard_close(struct discard *discard, int fd_taken);

/* Try again what had no room.  False: some still has none, so take in no more. */
bool discard_flush(struct discard *discard);

/* The process takes what was sent to it, and ends. */
void discard_stop(struct discard *discard);

#endif
