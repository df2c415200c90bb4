/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peercred.h - the peer of a connected unix socket, as the kernel recorded it
 * at connect(2).  Later changes of that process do not count, nor do other
 * processes that have got the socket since.
 */
#ifndef VMTAP_PEERCRED_H
#define VMTAP_PEERCRED_H

#include "common/error.h"
#include "common/peer.h"

/*
 * Get the peer by SO_PEERCRED and SO_PEERGROUPS (Linux 4.13).  The caller frees
 * ret_peer->groups.  -errno: *err says why, and the client gets nothing.
 * -E2BIG: it is in more than PEER_GROUPS_MAX groups.
 */
int peercred_get(int socket, struct peer *ret_peer, struct error *err);

#endif
