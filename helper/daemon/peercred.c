/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peercred.c - asks the kernel who is calling.  Never reads what they say.
 */
#include "peercred.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "peername.h"

static int get_groups(int socket, gid_t **ret_groups, size_t *ret_n)
{
	_cleanup_free_
	gid_t *groups = NULL;
	socklen_t size = 0;

	/* the first call only tells the size (ERANGE), or that there are none */
	if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, NULL, &size) < 0 &&
	    errno != ERANGE)
		return -errno;
	if (size > 0) {
		groups = malloc(size);
		if (!groups)
			return -ENOMEM;
		if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups,
			       &size) < 0)
			return -errno;
	}
	*ret_groups = TAKE_PTR(groups);
	*ret_n = size / sizeof(gid_t);
	return 0;
}

int peercred_get(int socket, struct peer *ret_peer)
{
	struct ucred ucred;
	socklen_t size = sizeof(ucred);
	gid_t *groups = NULL;
	size_t n = 0;
	int r;

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &ucred, &size) < 0)
		return -errno;
	r = get_groups(socket, &groups, &n);
	if (r < 0)
		return r;
	*ret_peer = (struct peer){
		.uid = ucred.uid,
		.gid = ucred.gid,
		.pid = ucred.pid,
		.groups = groups,
		.n_groups = n,
	};
	peername_get(socket, ucred.pid, ret_peer->comm);
	return 0;
}
