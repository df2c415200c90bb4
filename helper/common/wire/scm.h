/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scm.h - one datagram with descriptors (SCM_RIGHTS, unix(7)).
 */
#ifndef VMTAP_SCM_H
#define VMTAP_SCM_H

#include <stddef.h>
#include <sys/types.h>

#include "vmtap.h"

/*
 * Send bytes[size] with fds[n_fds] (at most VMTAP_FDS_MAX).  The descriptors
 * stay the caller's.  Never raises SIGPIPE.  flags as for sendmsg(2).
 */
int scm_send(int socket, const void *bytes, size_t size, const int *fds,
	     size_t n_fds, int flags);

/*
 * Receive one datagram into bytes[size] and up to VMTAP_FDS_MAX descriptors
 * (close-on-exec) into fds, which the caller then owns.  Returns the bytes
 * received, 0 at the end of the stream.  -EMSGSIZE if the datagram was longer
 * than size, -ETOOMANYREFS if there were more descriptors than max_fds: in
 * both cases all that came along are closed.  flags as for recvmsg(2).
 */
ssize_t scm_receive(int socket, void *bytes, size_t size, int *fds,
		    size_t max_fds, size_t *ret_n_fds, int flags);

/*
 * Look at the next datagram, which stays in the queue.  -ETOOMANYREFS if
 * descriptors came along: then it must not be received, for whoever drops them
 * may wait for their close.  A look drops none of them for good.  0 if there are
 * none, or -errno, -EAGAIN if there is no datagram.
 */
int scm_look(int socket);

#endif
