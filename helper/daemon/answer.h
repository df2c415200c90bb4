/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * answer.h - puts facts of a lease or a network into a record of a reply, and
 * refuses.
 */
#ifndef VMTAP_ANSWER_H
#define VMTAP_ANSWER_H

#include "common/wire/reply.h"
#include "daemon/guest/tell.h"
#include "daemon/lease/lease.h"
#include "policy/policy.h"

void answer_lease(struct vmtap_proto_lease *record, const struct lease *lease);
/* Where it is now, and the numbers of its notes. */
void answer_state(struct vmtap_proto_lease *record, const struct lease *lease);

/* What the client may have on the network, and what it has. */
void answer_network(struct vmtap_proto_network *record,
		    const struct network *network,
		    const struct decision *decision, const struct usage *usage);

/* Add what only an admin may know: how many devices all users have, and the
 * rule. */
void answer_admin(struct vmtap_proto_network *record,
		  const struct decision *decision, const struct usage *usage);

/* Add the rule to the sentence of a refusal to an admin, if there is room. */
void answer_rule(struct error *err, const struct decision *decision);

/* Send a list, without waiting; where the socket takes no datagram of that size,
 * fewer records of it.  -errno: it cannot be sent. */
int answer_list(int socket, struct reply *reply);

/* Send a refusal, without waiting.  -errno: it cannot be sent. */
int answer_refuse(int socket, enum vmtap_proto_verb verb,
		  const struct error *err);

#endif
