/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scm.h - one datagram with descriptors (SCM_RIGHTS, unix(7)).
 */
#ifndef VMTAP_SCM_H
#define VMTAP_SCM_H

#include <stddef.h>
#include <sys/types.h>

#include "vmtap.h"

/* Descriptors that go or come with a datagram. */
struct scm_fds {
	int *all;
	size_t n; /* how many are sent, or came */
	size_t max; /* how many may come */
};

/*
 * Send bytes[size] with fds (at most VMTAP_FDS_MAX; NULL: none).  The caller
 * keeps the descriptors.  This never raises SIGPIPE.  flags are those of
 * sendmsg(2).
 */
int scm_send(int socket, const void *bytes, size_t size,
	     const struct scm_fds *fds, int flags);

/*
 * Receive one datagram into bytes[size], and its descriptors (close-on-exec)
 * into fds (NULL: none may come).  The caller then owns the descriptors.
 *
 * Returns the number of bytes, or 0 at the end of the stream.  -EMSGSIZE if the
 * datagram was longer than size, -ETOOMANYREFS if there were more descriptors
 * than fds->max; in both cases all descriptors that came with it are closed.
 * flags are those of recvmsg(2).
 */
ssize_t scm_receive(int socket, void *bytes, size_t size, struct scm_fds *fds,
		    int flags);

/*
 * Look at the next datagram and leave it in the queue.
 *
 * -ETOOMANYREFS if descriptors came with it.  The caller must then not receive
 * it, because dropping the descriptors may mean to wait for their close.  A
 * look never drops the last reference to one.  0 if no descriptor came with it.
 * -errno if the look failed, with -EAGAIN if there is no datagram.
 */
int scm_look(int socket);

#endif
