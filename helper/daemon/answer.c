/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * answer.c - fills replies.  Pure.
 */
#include "daemon/answer.h"

#include <stdio.h>
#include <string.h>

void answer_lease(struct vmtap_proto_reply *reply, const struct lease *lease)
{
	reply->kind = lease->facts.kind;
	reply->mode = lease->facts.mode;
	reply->ifindex = lease->ifindex;
	reply->mtu = lease->mtu;
	reply->queues = lease->facts.queues;
	reply->vnet_hdr_size = lease->facts.vnet_hdr_size;
	reply->uid = lease->facts.uid;
	reply->pid = (uint32_t)lease->facts.pid;
	reply->since = lease->facts.since;
	memcpy(reply->network, lease->facts.network.s, sizeof(reply->network));
	memcpy(reply->vm, lease->facts.vm.s, sizeof(reply->vm));
	memcpy(reply->ifname, lease->ifname.s, sizeof(reply->ifname));
	if (facts_has_lladdr(&lease->facts))
		reply_set_lladdr(reply, &lease->facts.lladdr);
	if (lease->facts.guest == GUEST_LEARNED)
		reply->header.flags |= VMTAP_PROTO_R_LEARNED;
}

void answer_limits(struct vmtap_proto_reply *reply,
		   const struct network *network,
		   const struct decision *decision, const struct usage *usage)
{
	reply->kind = network->kind;
	reply->mode = decision->mode;
	reply->mtu = decision->mtu;
	reply->queues = decision->queues;
	reply->devices_max = decision->devices;
	reply->devices_used = usage->of_user;
	reply->queues_max = (uint8_t)decision->queues;
	reply->queues_total = decision->queues_total;
	reply->queues_used = usage->queues;
	reply->network_max = network->devices;
	reply->network_used = VMTAP_PROTO_UNTOLD;
	if (decision->has_vhost)
		reply->header.flags |= VMTAP_PROTO_R_VHOST;
	memcpy(reply->network, network->name.s, sizeof(reply->network));
	for (size_t i = 0; i < decision->n_ranges; i++) {
		memcpy(reply->range[i].lladdr, decision->ranges[i].base.b,
		       sizeof(reply->range[i].lladdr));
		reply->range[i].prefix = (uint8_t)decision->ranges[i].prefix;
		reply->ranges++;
	}
}

/* The name of a file may have anything in it; the asker prints it. */
static void make_printable(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

void answer_admin(struct vmtap_proto_reply *reply,
		  const struct decision *decision, const struct usage *usage)
{
	reply->network_used = usage->of_network;
	(void)snprintf(reply->text, sizeof(reply->text), "%s", decision->rule);
	make_printable(reply->text);
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
	make_printable(err->text);
}
