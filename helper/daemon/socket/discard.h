/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * discard.h - a process that closes connections which may carry descriptors.
 *
 * A client may send descriptors along with a message.  A process that drops the
 * message may drop the last reference to a file, and the close of that file may
 * sleep for as long as the client likes: a file of a FUSE server with unwritten
 * pages, a TCP socket with SO_LINGER.  The sleep may be uninterruptible
 * (fuse_release() in fs/fuse/file.c).  So vmtapd never closes such a connection
 * itself: vmtapd sends it to this process, and closes its own copy, which is
 * then not the last.
 *
 * The process has no rights.  It closes each connection in a thread of its own,
 * so that a thread that sleeps for ever keeps no other close waiting.
 */
#ifndef VMTAP_DISCARD_H
#define VMTAP_DISCARD_H

#include <stdbool.h>

/* The most closes at once; further connections stay open in the daemon. */
#define DISCARD_THREADS_MAX 256
/* The most that may wait: every connection, and the listening socket. */
#define DISCARD_KEPT_MAX 1024

struct discard;

/*
 * Start the process.  Call it before any right is given up.  0 or -errno.
 */
int discard_start(struct discard **ret_discard);

/*
 * Let the process close fd_taken, a client's connection.  If the process has no
 * room now, fd_taken stays open until the next call, or until discard_flush().
 */
void discard_close(struct discard *discard, int fd_taken);

/* Send again what had no room.  False: some still waits: accept no client. */
bool discard_flush(struct discard *discard);

/* The process ends when it has read what was sent to it. */
void discard_stop(struct discard *discard);

#endif
