/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * call.h - a request, and what the daemon needs to answer it.
 */
#ifndef VMTAP_CALL_H
#define VMTAP_CALL_H

#include "common/peer.h"
#include "common/wire/request.h"
#include "daemon/state.h"

struct call {
	const struct state *state;
	int socket; /* the answer goes there */
	const struct peer *peer; /* the client, as the kernel tells */
	const struct request *request;
};

#endif
