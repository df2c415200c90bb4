/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * answer.c - fills records of replies; the last functions here send them.
 */
#include "daemon/answer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "common/wire/scm.h"

/* The end is kept by a clock that no client has. */
static void answer_hold(struct vmtap_proto_lease *record,
			const struct facts_hold *hold)
{
	if (!hold->is_on)
		return;
	record->flags |= VMTAP_PROTO_L_HELD;
	if (hold->process)
		record->flags |= VMTAP_PROTO_L_PROCESS;
	if (hold->until)
		record->until = clock_date(hold->until);
}

void answer_lease(struct vmtap_proto_lease *record, const struct lease *lease)
{
	const struct facts *facts = &lease->facts;

	record->kind = facts->kind;
	record->mode = facts->mode;
	record->ifindex = lease->ifindex;
	record->mtu = lease->mtu;
	record->queues = facts->queues;
	record->vnet_hdr_size = facts->vnet_hdr_size;
	record->uid = facts->uid;
	record->pid = (uint32_t)facts->pid;
	record->since = facts->since;
	memcpy(record->network, facts->network.s, sizeof(record->network));
	memcpy(record->vm, facts->vm.s, sizeof(record->vm));
	memcpy(record->ifname, lease->ifname.s, sizeof(record->ifname));
	reply_make_printable(record->ifname);
	if (facts_has_lladdr(facts))
		reply_set_lladdr(record, &facts->lladdr);
	if (facts->guest == GUEST_LEARNED)
		record->flags |= VMTAP_PROTO_L_LEARNED;
	answer_hold(record, &facts->hold);
}

void answer_state(struct vmtap_proto_lease *record, const struct lease *lease)
{
	if (!lease->again.is_off)
		memcpy(record->link, lease->link.s, sizeof(record->link));
	reply_make_printable(record->link);
	if (lease->is_up)
		record->state |= VMTAP_PROTO_S_UP;
	if (lease->has_carrier)
		record->state |= VMTAP_PROTO_S_CARRIER;
	record->notes = lease->noted.bits;
}

static void fill_limits(struct vmtap_proto_limit limits[VMTAP_LIMITS],
			const struct network *network,
			const struct decision *decision,
			const struct usage *usage)
{
	limits[VMTAP_LIMIT_DEVICES] =
		(struct vmtap_proto_limit){ decision->limits.devices,
					    usage->of_user.devices };
	limits[VMTAP_LIMIT_ALL_DEVICES] =
		(struct vmtap_proto_limit){ network->limits.devices,
					    VMTAP_PROTO_UNTOLD };
	limits[VMTAP_LIMIT_QUEUES] =
		(struct vmtap_proto_limit){ decision->limits.queues,
					    VMTAP_PROTO_UNTOLD };
	limits[VMTAP_LIMIT_ALL_QUEUES] =
		(struct vmtap_proto_limit){ decision->limits.queues_total,
					    usage->of_user.queues_total };
}

void answer_network(struct vmtap_proto_network *record,
		    const struct network *network,
		    const struct decision *decision, const struct usage *usage)
{
	record->kind = network->kind;
	record->mode = decision->mode;
	record->mtu = decision->mtu;
	fill_limits(record->limit, network, decision, usage);
	record->held.max = decision->limits.held;
	record->held.used = usage->of_user.held;
	if (decision->has_vhost)
		record->flags |= VMTAP_PROTO_N_VHOST;
	memcpy(record->network, network->name.s, sizeof(record->network));
	for (size_t i = 0; i < decision->n_ranges; i++) {
		memcpy(record->range[i].lladdr, decision->ranges[i].base.b,
		       sizeof(record->range[i].lladdr));
		record->range[i].prefix = (uint8_t)decision->ranges[i].prefix;
		record->ranges++;
	}
}

void answer_admin(struct vmtap_proto_network *record,
		  const struct decision *decision, const struct usage *usage)
{
	record->limit[VMTAP_LIMIT_ALL_DEVICES].used = usage->of_network;
	(void)snprintf(record->rule, sizeof(record->rule), "%s",
		       decision->rule);
	reply_make_printable(record->rule);
}

void answer_rule(struct error *err, const struct decision *decision)
{
	const size_t n = strlen(err->text);

	if (decision->rule[0] == '\0' ||
	    n + strlen(decision->rule) + strlen(" (rule: )") >=
		    sizeof(err->text))
		return;
	(void)snprintf(err->text + n, sizeof(err->text) - n, " (rule: %s)",
		       decision->rule);
	reply_make_printable(err->text);
}

/* An administrator may have given sockets little room (wmem_default), which is
 * -EMSGSIZE.  Fewer records are an answer, too. */
int answer_list(int socket, struct reply *reply)
{
	int r;

	do
		r = scm_send(socket, reply, reply->head.header.size, NULL,
			     MSG_DONTWAIT);
	while (r == -EMSGSIZE && reply_halve(reply));
	return r;
}

int answer_refuse(int socket, enum vmtap_proto_verb verb,
		  const struct error *err)
{
	struct reply reply;

	reply_refuse(&reply, verb, err);
	return scm_send(socket, &reply, reply.head.header.size, NULL,
			MSG_DONTWAIT);
}
