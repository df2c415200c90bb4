/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * broker.h - one request, from bytes to descriptors.
 */
#ifndef VMTAP_BROKER_H
#define VMTAP_BROKER_H

#include <stddef.h>

#include "error.h"
#include "host.h"
#include "lease.h"
#include "peer.h"
#include "policy.h"
#include "reaper.h"

struct mute;

struct broker {
	const struct policy *policy;
	struct lease_table *leases;
	const struct host *host;
	struct reaper *reaper;
	struct mute *mute;
	unsigned char host_id[POLICY_HOST_ID_LEN]; /* machine-id(5) */
};

/*
 * Answer bytes[size], which peer sent over socket.  Never waits for the peer.
 * 0, or -errno if the answer could not be given: the connection is then of no
 * more use, and nothing was granted.
 */
int broker_serve(const struct broker *broker, int socket,
		 const struct peer *peer, const void *bytes, size_t size);

/* Send the refusal that server.c decides on itself, e.g. too many messages. */
int broker_refuse(int socket, const struct error *err);

#endif
