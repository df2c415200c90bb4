/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * verbs.c - all that can be asked but OPEN: questions, and ends of leases.
 */
#include "daemon/verbs.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "common/wire/reply.h"
#include "common/wire/scm.h"
#include "daemon/answer.h"
#include "daemon/grant.h"
#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"
#include "daemon/show.h"

static int send_reply(const struct call *call,
		      const struct vmtap_proto_reply *reply)
{
	return scm_send(call->socket, reply, sizeof(*reply), NULL, 0,
			MSG_DONTWAIT);
}

static bool is_admin(const struct call *call)
{
	return policy_is_admin(call->state->policy, call->peer);
}

static int refuse_others(struct error *err)
{
	return error_set(
		err, VMTAP_E_DENIED, EACCES,
		"devices of others are for root and for those whom admin in vmtapd.conf names; 'vmtap list' and 'vmtap release' are for your own");
}

/* ---- questions -------------------------------------------------------- */

int verb_check(const struct call *call, struct error *err)
{
	const struct request *request = call->request;
	struct vmtap_proto_reply reply;
	struct grant grant = { .peer = call->peer, .request = *request };
	int r = grant_probe(call->state, &grant, err);

	if (r < 0) {
		if (is_admin(call))
			answer_rule(err, &grant.decision);
		return r;
	}
	reply_init(&reply, request->verb);
	answer_limits(&reply, grant.network, &grant.decision, &grant.usage);
	if (is_admin(call))
		answer_admin(&reply, &grant.decision, &grant.usage);
	reply.mtu = grant.device.mtu;
	memcpy(reply.vm, request->vm.s, sizeof(reply.vm));
	reply.queues = request->queues;
	reply.uid = call->peer->uid;
	reply.pid = (uint32_t)call->peer->pid;
	if (grant.choice.has_lladdr)
		reply_set_lladdr(&reply, &grant.choice.lladdr);
	return send_reply(call, &reply);
}

int verb_networks(const struct call *call)
{
	const struct policy *policy = call->state->policy;
	const struct network *network =
		policy_network_after(policy, &call->request->network);
	struct vmtap_proto_reply reply;
	struct decision decision;
	struct usage usage;

	reply_init(&reply, call->request->verb);
	for (; network;
	     network = policy_network_after(policy, &network->name)) {
		policy_admit(call->peer, network, &decision);
		if (decision.err.code == VMTAP_OK)
			break;
	}
	if (network) {
		usage = lease_usage(call->state->leases, &network->name,
				    call->peer->uid);
		answer_limits(&reply, network, &decision, &usage);
		if (is_admin(call))
			answer_admin(&reply, &decision, &usage);
	} else {
		reply.header.flags |= VMTAP_PROTO_R_END;
	}
	return send_reply(call, &reply);
}

int verb_list(const struct call *call, struct error *err)
{
	const struct request *request = call->request;
	const struct lease *lease;
	struct vmtap_proto_reply reply;

	if (request->has_all && !is_admin(call))
		return refuse_others(err);
	lease = lease_after(call->state->leases, request->ifindex,
			    request->has_all ? 0 : call->peer->uid);
	reply_init(&reply, request->verb);
	if (lease)
		answer_lease(&reply, lease);
	else
		reply.header.flags |= VMTAP_PROTO_R_END;
	return send_reply(call, &reply);
}

int verb_show(const struct call *call, struct error *err)
{
	struct vmtap_proto_show show;
	int r = show_lease(call, &show, err);

	return r < 0 ? r
		     : scm_send(call->socket, &show, sizeof(show), NULL, 0,
				MSG_DONTWAIT);
}

/* ---- ends of leases --------------------------------------------------- */

int verb_release(const struct call *call, struct error *err)
{
	const struct peer *peer = call->peer;
	struct lease *lease =
		lease_named(call->state->leases, &call->request->ifname);
	struct vmtap_proto_reply reply;

	if (!lease || (peer->uid != 0 && lease->facts.uid != peer->uid))
		return error_set(
			err, VMTAP_E_NO_LEASE, ENOENT,
			"you have no device %s; 'vmtap list' prints yours",
			call->request->ifname.s);
	audit_released(lease, peer);
	reply_init(&reply, call->request->verb);
	answer_lease(&reply, lease);
	expire_lease(call->state->reaper, call->state->host, lease);
	return send_reply(call, &reply);
}

static bool is_selected(const struct lease *lease,
			const struct request *request)
{
	if (lease->state != LEASE_LIVE)
		return false;
	if (request->ifname.s[0] != '\0' &&
	    strcmp(request->ifname.s, lease->ifname.s) != 0)
		return false;
	if (request->network.s[0] != '\0' &&
	    strcmp(request->network.s, lease->facts.network.s) != 0)
		return false;
	return !request->has_uid || request->uid == lease->facts.uid;
}

int verb_revoke(const struct call *call, struct error *err)
{
	const struct state *state = call->state;
	struct vmtap_proto_reply reply;
	struct lease *lease;
	unsigned int n = 0;

	if (!is_admin(call))
		return refuse_others(err);
	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		if (!is_selected(lease, call->request))
			continue;
		audit_revoked_by(lease, call->peer);
		expire_lease(state->reaper, state->host, lease);
		n++;
	}
	if (n == 0)
		return error_set(
			err, VMTAP_E_NO_LEASE, ENOENT,
			"no device is of that name, user or network; 'vmtap list --all' prints all");
	reply_init(&reply, call->request->verb);
	reply.devices_used = n;
	return send_reply(call, &reply);
}
