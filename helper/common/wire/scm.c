/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scm.c - the only file that uses control messages.
 */
#include "common/wire/scm.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for the header and the descriptors, aligned. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int) * VMTAP_FDS_MAX)];
};

int scm_send(int socket, const void *bytes, size_t size,
	     const struct scm_fds *fds, int flags)
{
	const size_t n_fds = fds ? fds->n : 0;
	union control control = { 0 };
	struct iovec iov = { .iov_base = (void *)bytes, .iov_len = size };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (n_fds > VMTAP_FDS_MAX)
		return -EINVAL;
	if (n_fds > 0) {
		struct cmsghdr *cmsg;

		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		memcpy(CMSG_DATA(cmsg), fds->all, sizeof(int) * n_fds);
	}
	for (;;) {
		ssize_t n = sendmsg(socket, &msg, flags | MSG_NOSIGNAL);

		if (n >= 0)
			return (size_t)n == size ? 0 : -EMSGSIZE;
		if (errno != EINTR)
			return -errno;
	}
}

/* Collect all descriptors of a received message.  It may have several
 * SCM_RIGHTS. */
static size_t collect(struct msghdr *msg, int fds[VMTAP_FDS_MAX])
{
	struct cmsghdr *cmsg;
	size_t n_fds = 0;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		size_t n;

		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		if (n > VMTAP_FDS_MAX - n_fds)
			n = VMTAP_FDS_MAX - n_fds;
		memcpy(fds + n_fds, CMSG_DATA(cmsg), n * sizeof(int));
		n_fds += n;
	}
	return n_fds;
}

ssize_t scm_receive(int socket, void *bytes, size_t size, struct scm_fds *fds,
		    int flags)
{
	const size_t max_fds = fds ? fds->max : 0;
	union control control = { 0 };
	struct iovec iov = { .iov_base = bytes, .iov_len = size };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		/* A caller that wants no descriptor must never get one: the
		 * close of a file on FUSE waits for its server. */
		.msg_control = max_fds > 0 ? control.bytes : NULL,
		.msg_controllen = max_fds > 0 ? sizeof(control.bytes) : 0,
	};
	int received[VMTAP_FDS_MAX];
	size_t n_fds;
	ssize_t n;

	do
		n = recvmsg(socket, &msg, flags | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	n_fds = collect(&msg, received);
	if ((msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || n_fds > max_fds) {
		for (size_t i = 0; i < n_fds; i++)
			(void)close(received[i]);
		return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : -ETOOMANYREFS;
	}
	if (n_fds > 0)
		memcpy(fds->all, received, n_fds * sizeof(int));
	if (fds)
		fds->n = n_fds;
	return n;
}

/* The kernel takes references of its own for a peek (unix_peek_fds() in
 * net/unix/af_unix.c), so the references in the queue remain the last ones. */
int scm_look(int socket)
{
	struct msghdr msg = { 0 };
	ssize_t n;

	do
		n = recvmsg(socket, &msg, MSG_PEEK | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return msg.msg_flags & MSG_CTRUNC ? -ETOOMANYREFS : 0;
}
