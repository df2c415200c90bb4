/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peercred.h - who is at the other end of a connected unix socket, as the
 * kernel noted it when connect(2) was called: later changes of that process,
 * and who else holds the socket by now, make no difference.
 */
#ifndef VMTAP_PEERCRED_H
#define VMTAP_PEERCRED_H

#include "common/error.h"
#include "common/peer.h"

/*
 * SO_PEERCRED and SO_PEERGROUPS (Linux 4.13).  ret_peer->groups is the
 * caller's to free.  -errno on failure, and err says why: then nobody is granted
 * anything, as whoever has more than PEER_GROUPS_MAX groups (-E2BIG).
 */
int peercred_get(int socket, struct peer *ret_peer, struct error *err);

#endif
