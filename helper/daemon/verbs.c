/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * verbs.c - the verbs besides OPEN: questions, and ends of leases.
 */
#include "daemon/verbs.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "common/wire/reply.h"
#include "common/wire/scm.h"
#include "daemon/answer.h"
#include "daemon/doctor/doctor.h"
#include "daemon/grant.h"
#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"
#include "daemon/show.h"

static int send_reply(const struct call *call, const struct reply *reply)
{
	return scm_send(call->socket, reply, reply->head.header.size, NULL,
			MSG_DONTWAIT);
}

static bool is_admin(const struct call *call)
{
	return policy_is_admin(call->state->policy, call->peer);
}

static int refuse_networks(struct error *err)
{
	return error_set(
		err, VMTAP_E_DENIED, EACCES,
		"the networks of others are for root and for those whom admin in vmtapd.conf names; 'vmtap networks' prints those that you may use");
}

static int refuse_others(struct error *err)
{
	return error_set(
		err, VMTAP_E_DENIED, EACCES,
		"devices of others are for root and for those whom admin in vmtapd.conf names; 'vmtap list' and 'vmtap release' are for your own");
}

/* ---- questions -------------------------------------------------------- */

/* The device that an OPEN would make. */
static void answer_wish(struct vmtap_proto_lease *record,
			const struct call *call, const struct grant *grant)
{
	record->kind = grant->network->kind;
	record->mode = grant->decision.mode;
	record->mtu = grant->probed.mtu;
	record->unasked = grant->probed.unasked;
	record->queues = call->request->queues;
	record->uid = call->peer->uid;
	record->pid = (uint32_t)call->peer->pid;
	memcpy(record->network, call->request->network.s,
	       sizeof(record->network));
	memcpy(record->vm, call->request->vm.s, sizeof(record->vm));
	if (grant->choice.has_lladdr)
		reply_set_lladdr(record, &grant->choice.lladdr);
}

int verb_check(const struct call *call, struct error *err)
{
	struct vmtap_proto_check *record;
	struct reply reply;
	struct grant grant = {
		.socket = call->socket,
		.peer = call->peer,
		.request = *call->request,
	};
	int r = grant_probe(call->state, &grant, err);

	if (r < 0) {
		if (is_admin(call))
			answer_rule(err, &grant.decision);
		return r;
	}
	reply_init(&reply, call->request->verb);
	record = reply_add(&reply);
	answer_wish(&record->lease, call, &grant);
	answer_network(&record->network, grant.network, &grant.decision,
		       &grant.usage);
	if (is_admin(call))
		answer_admin(&record->network, &grant.decision, &grant.usage);
	return send_reply(call, &reply);
}

/* False if the reply is full. */
static bool add_network(const struct call *call, struct reply *reply,
			const struct network *network,
			const struct decision *decision)
{
	struct vmtap_proto_network *record = reply_add(reply);
	struct usage usage;

	if (!record)
		return false;
	usage = lease_usage(call->state->leases, &network->name,
			    call->peer->uid);
	/* of a network as such, no user is counted */
	if (request_has(call->request, VMTAP_PROTO_F_ALL))
		usage.of_user = (struct limits){
			.devices = VMTAP_PROTO_UNTOLD,
			.queues_total = VMTAP_PROTO_UNTOLD,
			.held = VMTAP_PROTO_UNTOLD,
		};
	answer_network(record, network, decision, &usage);
	if (is_admin(call))
		answer_admin(record, decision, &usage);
	return true;
}

/* Tell the networks that the client may use, or all, as many as have room. */
int verb_networks(const struct call *call, struct error *err)
{
	const bool is_all = request_has(call->request, VMTAP_PROTO_F_ALL);
	const struct policy *policy = call->state->policy;
	const struct network *network =
		policy_network_after(policy, &call->request->network);
	struct reply reply;

	if (is_all && !is_admin(call))
		return refuse_networks(err);
	reply_init(&reply, call->request->verb);
	for (; network;
	     network = policy_network_after(policy, &network->name)) {
		struct decision decision;

		if (is_all)
			policy_offer(network, &decision);
		else
			policy_admit(call->peer, network, &decision);
		if (decision.err.code == VMTAP_OK &&
		    !add_network(call, &reply, network, &decision))
			break;
	}
	if (!network)
		reply.head.header.flags |= VMTAP_PROTO_R_END;
	return answer_list(call->socket, &reply);
}

/* Tell as many leases as have room. */
int verb_list(const struct call *call, struct error *err)
{
	const struct lease_table *leases = call->state->leases;
	const struct request *request = call->request;
	const uid_t uid =
		request_has(request, VMTAP_PROTO_F_ALL) ? 0 : call->peer->uid;
	const unsigned long budget = guest_budget(call->state);
	const struct lease *lease;
	struct reply reply;

	if (request_has(request, VMTAP_PROTO_F_ALL) && !is_admin(call))
		return refuse_others(err);
	reply_init(&reply, request->verb);
	if (!request_has(request, VMTAP_PROTO_F_ALL) &&
	    !peer_has_account(call->peer)) {
		reply.head.header.flags |= VMTAP_PROTO_R_END;
		return answer_list(call->socket, &reply);
	}
	for (lease = lease_after(leases, request->ifindex, uid); lease;
	     lease = lease_after(leases, lease->ifindex, uid)) {
		struct vmtap_proto_lease *record = reply_add(&reply);

		if (!record)
			break;
		answer_lease(record, lease);
		answer_state(record, lease);
		guest_tell(call->state, lease, budget, record);
	}
	if (!lease)
		reply.head.header.flags |= VMTAP_PROTO_R_END;
	return answer_list(call->socket, &reply);
}

int verb_show(const struct call *call, struct error *err)
{
	struct reply reply;
	int r;

	reply_init(&reply, call->request->verb);
	r = show_lease(call, reply_add(&reply), err);
	return r < 0 ? r : send_reply(call, &reply);
}

/* Tell what may be wrong with the host or the network, as much as has room. */
int verb_diagnose(const struct call *call, struct error *err)
{
	struct findings findings;
	struct reply reply;
	int r = 0;

	reply_init(&reply, call->request->verb);
	findings_init(&findings, &reply, call->request->ifindex);
	if (call->request->network.s[0] == '\0')
		doctor_host(call, &findings);
	else
		r = doctor_network(call, &findings, err);
	if (r < 0)
		return r;
	if (!findings.is_full)
		reply.head.header.flags |= VMTAP_PROTO_R_END;
	return answer_list(call->socket, &reply);
}

/* ---- ends of leases --------------------------------------------------- */

int verb_release(const struct call *call, struct error *err)
{
	const struct peer *peer = call->peer;
	struct lease *lease =
		lease_named(call->state->leases, &call->request->ifname);
	struct reply reply;

	if (!lease || (peer->uid != 0 && !lease_is_of(lease, peer)))
		return error_set(
			err, VMTAP_E_NO_LEASE, ENOENT,
			"you have no device %s; 'vmtap list' prints yours",
			call->request->ifname.s);
	audit_released(lease, peer);
	reply_init(&reply, call->request->verb);
	answer_lease(reply_add(&reply), lease);
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
	return !request_has(request, VMTAP_PROTO_F_UID) ||
	       request->uid == lease->facts.uid;
}

int verb_revoke(const struct call *call, struct error *err)
{
	const struct state *state = call->state;
	struct vmtap_proto_revoked *record;
	struct reply reply;
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
	record = reply_add(&reply);
	record->leases = n;
	return send_reply(call, &reply);
}
