/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peercred.c - asks the kernel who the client is; it reads no message.
 */
#include "daemon/socket/peercred.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/cleanup.h"
#include "daemon/socket/peername.h"

static int fail(struct error *err, const char *what)
{
	return error_set(err, VMTAP_E_HOST, errno,
			 "a client's identity is unknown: %s: %s", what,
			 strerror(errno));
}

static int get_groups(int socket, uid_t uid, gid_t **ret_groups, size_t *ret_n,
		      struct error *err)
{
	_cleanup_free_
	gid_t *groups = NULL;
	socklen_t size = 0;

	/* the first call tells only the size (ERANGE), or 0 for no groups */
	if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, NULL, &size) < 0 &&
	    errno != ERANGE)
		return fail(err, "SO_PEERGROUPS");
	if (size > PEER_GROUPS_MAX * sizeof(gid_t))
		return error_set(
			err, VMTAP_E_LIMIT, E2BIG,
			"user %u is in %zu groups, and vmtapd takes at most %d; connect with fewer (setpriv --groups)",
			uid, size / sizeof(gid_t), PEER_GROUPS_MAX);
	if (size > 0) {
		groups = malloc(size);
		if (!groups) {
			errno = ENOMEM;
			return fail(err, "SO_PEERGROUPS");
		}
		if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups,
			       &size) < 0)
			return fail(err, "SO_PEERGROUPS");
	}
	*ret_n = size / sizeof(gid_t);
	peer_sort_groups(groups, *ret_n);
	*ret_groups = TAKE_PTR(groups);
	return 0;
}

int peercred_get(int socket, struct peer *ret_peer, struct error *err)
{
	struct ucred ucred;
	socklen_t size = sizeof(ucred);
	gid_t *groups = NULL;
	size_t n = 0;
	int r;

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &ucred, &size) < 0)
		return fail(err, "SO_PEERCRED");
	r = get_groups(socket, ucred.uid, &groups, &n, err);
	if (r < 0)
		return r;
	*ret_peer = (struct peer){
		.uid = ucred.uid,
		.kernel_uid = ucred.uid,
		.gid = ucred.gid,
		.pid = ucred.pid,
		.groups = groups,
		.n_groups = n,
	};
	peername_get(socket, ucred.pid, ret_peer->comm);
	return 0;
}
