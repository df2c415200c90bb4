/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peercred.h - who is at the other end of a connected unix socket, as the
 * kernel noted it when connect(2) was called: later changes of that process,
 * and who else holds the socket by now, make no difference.
 */
#ifndef VMTAP_PEERCRED_H
#define VMTAP_PEERCRED_H

#include "peer.h"

/*
 * SO_PEERCRED and SO_PEERGROUPS (Linux 4.13).  ret_peer->groups is the
 * caller's to free.  -errno on failure; then nobody is granted anything.
 */
int peercred_get(int socket, struct peer *ret_peer);

#endif
