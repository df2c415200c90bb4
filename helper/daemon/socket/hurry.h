/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hurry.h - closes what strangers sent without waiting for it.
 *
 * A client may send us a descriptor whose last close sleeps for as long as it
 * likes: a TCP socket with SO_LINGER whose other end reads nothing.  The last
 * reference may be the one in the message, so it goes in whichever system call
 * of ours takes or drops the message, and a signal is all that ends the wait.
 */
#ifndef VMTAP_HURRY_H
#define VMTAP_HURRY_H

/* Once, before the filter: what SIGALRM does (nothing). */
void hurry_init(void);

/* From here on a signal every millisecond; and from here on none.  Around
 * single calls that do not mind -EINTR. */
void hurry_begin(void);
void hurry_end(void);

/* Close a client's socket: what waits unread in it goes, too, and that may be a
 * descriptor. */
void hurry_close(int fd);

#endif
