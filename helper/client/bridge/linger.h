/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * linger.h - keeps the helper alive until its caller has read why it fails.
 */
#ifndef VMTAP_LINGER_H
#define VMTAP_LINGER_H

/* How long an unread text keeps the helper. */
#define LINGER_MS 1000

/*
 * If standard error is a pipe, wait until it has been read, LINGER_MS at most,
 * and close it.  Call this last.
 *
 * libvirt reads it in one thread and the descriptor in another.  The second one
 * sees the end of --fd as soon as the helper ends, kills the helper, and quotes
 * what the first one has read so far.  So --fd must stay open until the first
 * thread has read the text, and its end.
 */
void linger(void);

#endif
