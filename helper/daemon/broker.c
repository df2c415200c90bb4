/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * broker.c - the story of a request.  Start reading at broker_serve().
 *
 *   bytes -> request_decode() -> policy_decide() -> lease_reserve()
 *         -> device_create() -> reply and descriptors -> the lease is live
 *
 * Every other file is one of these verbs; from lease_reserve() on it is
 * grant.c.  Where udev has to give us the device's node first, the grant waits in
 * pending.c, and comes back to broker_resume().  Nothing here touches netlink,
 * parses bytes or waits.
 */
#include "daemon/broker.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "common/reply.h"
#include "common/request.h"
#include "common/scm.h"
#include "daemon/admin.h"
#include "daemon/answer.h"
#include "daemon/audit.h"
#include "daemon/expire.h"
#include "daemon/grant.h"
#include "daemon/pending.h"
#include "daemon/show.h"

static int send_reply(int socket, const struct vmtap_proto_reply *reply)
{
	return scm_send(socket, reply, sizeof(*reply), NULL, 0, MSG_DONTWAIT);
}

static int refuse(int socket, enum vmtap_proto_verb verb,
		  const struct error *err)
{
	struct vmtap_proto_reply reply;

	reply_refuse(&reply, verb, err);
	return send_reply(socket, &reply);
}

int broker_refuse(int socket, const struct error *err)
{
	return refuse(socket, (enum vmtap_proto_verb)0, err);
}

/* ---- decide ----------------------------------------------------------- */

static void count_usage(const struct state *state, const struct peer *peer,
			const struct label *network, struct usage *ret_usage)
{
	lease_count(state->leases, network, peer->uid, &ret_usage->of_user,
		    &ret_usage->of_network, &ret_usage->queues);
	ret_usage->of_host = state->leases->n;
}

/* Who asks and what for, against the policy and what is in use now. */
static int decide(const struct state *state, struct grant *grant,
		  struct error *err)
{
	const struct request *request = &grant->request;

	count_usage(state, grant->peer, &request->network, &grant->usage);
	policy_decide(state->policy, grant->peer, request, &grant->usage,
		      &grant->decision);
	if (grant->decision.err.code != VMTAP_OK) {
		*err = grant->decision.err;
		return -EACCES;
	}
	grant->network = grant->decision.network;
	return 0;
}

/* ---- OPEN ------------------------------------------------------------- */

static void explain_refusal(const struct state *state,
			    const struct grant *grant, struct error *err)
{
	audit_refused(grant->peer, &grant->request, grant->decision.rule,
		      grant->began, err);
	if (policy_is_admin(state->policy, grant->peer))
		answer_rule(err, &grant->decision);
}

/* It waits for an event, and others are served meanwhile. */
static int wait(const struct state *state, struct grant *grant,
		struct error *err)
{
	int r = pending_add(state->pending, grant);

	if (r == 0)
		return -EINPROGRESS;
	grant_undo(state, grant);
	return error_set(err, VMTAP_E_HOST, -r,
			 "vmtapd cannot watch /dev for udev: %s", strerror(-r));
}

static int serve_open(const struct state *state, int socket,
		      const struct peer *peer, const struct request *request,
		      struct error *err)
{
	struct grant grant = {
		.socket = socket,
		.peer = peer,
		.request = *request,
		.began = audit_clock(),
	};
	int r = decide(state, &grant, err);

	if (r == 0)
		r = grant_begin(state, &grant, err);
	if (r == -EINPROGRESS)
		r = wait(state, &grant, err);
	if (r < 0 && r != -EINPROGRESS)
		explain_refusal(state, &grant, err);
	return r;
}

int broker_resume(const struct state *state, struct grant *grant)
{
	struct error err;
	int r = grant_resume(state, grant, &err);

	if (r == 0 || r == -EINPROGRESS)
		return r;
	explain_refusal(state, grant, &err);
	return refuse(grant->socket, grant->request.verb, &err);
}

int broker_end(const struct state *state, struct grant *grant,
	       const struct error *why)
{
	struct error err = *why;

	grant_undo(state, grant);
	explain_refusal(state, grant, &err);
	return refuse(grant->socket, grant->request.verb, &err);
}

/* ---- the other verbs -------------------------------------------------- */

/* As serve_open(), but only asked.  *ret_mtu is what the device would have. */
static int probe(const struct state *state, struct grant *grant,
		 unsigned int *ret_mtu, struct error *err)
{
	const struct request *request = &grant->request;
	struct device_spec spec;
	int r = decide(state, grant, err);

	if (r < 0)
		return r;
	do {
		r = choose_lladdr(state, grant->peer, request, &grant->decision,
				  &grant->choice, err);
		if (r < 0)
			return r;
		spec = grant_spec(grant);
		r = device_probe(state->host, &spec, ret_mtu, err);
	} while (r == -EADDRINUSE && choose_next(request, &grant->choice));
	if (r < 0)
		error_prefix(err, "network \"%s\"", request->network.s);
	return r;
}

static int serve_check(const struct state *state, int socket,
		       const struct peer *peer, const struct request *request,
		       struct error *err)
{
	const bool is_admin = policy_is_admin(state->policy, peer);
	struct vmtap_proto_reply reply;
	struct grant grant = { .peer = peer, .request = *request };
	unsigned int mtu = 0;
	int r = probe(state, &grant, &mtu, err);

	if (r < 0) {
		if (is_admin)
			answer_rule(err, &grant.decision);
		return r;
	}
	reply_init(&reply, request->verb);
	answer_limits(&reply, grant.network, &grant.decision, &grant.usage);
	if (is_admin)
		answer_admin(&reply, &grant.decision, &grant.usage);
	reply.mtu = mtu;
	memcpy(reply.vm, request->vm.s, sizeof(reply.vm));
	reply.queues = request->queues;
	reply.uid = peer->uid;
	reply.pid = (uint32_t)peer->pid;
	if (grant.choice.has_lladdr)
		reply_set_lladdr(&reply, &grant.choice.lladdr);
	return send_reply(socket, &reply);
}

static int serve_networks(const struct state *state, int socket,
			  const struct peer *peer,
			  const struct request *request)
{
	const struct network *network =
		policy_network_after(state->policy, &request->network);
	struct vmtap_proto_reply reply;
	struct decision decision;
	struct usage usage;

	reply_init(&reply, request->verb);
	for (; network;
	     network = policy_network_after(state->policy, &network->name)) {
		policy_admit(peer, network, &decision);
		if (decision.err.code == VMTAP_OK)
			break;
	}
	if (network) {
		count_usage(state, peer, &network->name, &usage);
		answer_limits(&reply, network, &decision, &usage);
		if (policy_is_admin(state->policy, peer))
			answer_admin(&reply, &decision, &usage);
	} else {
		reply.header.flags |= VMTAP_PROTO_R_END;
	}
	return send_reply(socket, &reply);
}

static int serve_list(const struct state *state, int socket,
		      const struct peer *peer, const struct request *request,
		      struct error *err)
{
	const struct lease *lease;
	struct vmtap_proto_reply reply;
	int r = request->has_all ? admin_check(state, peer, err) : 0;

	if (r < 0)
		return r;
	lease = lease_after(state->leases, request->ifindex,
			    request->has_all ? 0 : peer->uid);
	reply_init(&reply, request->verb);
	if (lease)
		answer_lease(&reply, lease);
	else
		reply.header.flags |= VMTAP_PROTO_R_END;
	return send_reply(socket, &reply);
}

static int serve_revoke(const struct state *state, int socket,
			const struct peer *peer, const struct request *request,
			struct error *err)
{
	struct vmtap_proto_reply reply;
	int r;

	reply_init(&reply, request->verb);
	r = admin_revoke(state, peer, request, &reply, err);
	return r < 0 ? r : send_reply(socket, &reply);
}

static int serve_release(const struct state *state, int socket,
			 const struct peer *peer, const struct request *request,
			 struct error *err)
{
	struct lease *lease = lease_named(state->leases, &request->ifname);
	struct vmtap_proto_reply reply;

	if (!lease || (peer->uid != 0 && lease->uid != peer->uid))
		return error_set(
			err, VMTAP_E_NO_LEASE, ENOENT,
			"you have no device %s; 'vmtap list' prints yours",
			request->ifname.s);
	audit_released(lease, peer);
	reply_init(&reply, request->verb);
	answer_lease(&reply, lease);
	expire_lease(state->reaper, state->host, lease);
	return send_reply(socket, &reply);
}

static int serve_show(const struct state *state, int socket,
		      const struct peer *peer, const struct request *request,
		      struct error *err)
{
	struct vmtap_proto_show show;
	int r = show_lease(state, peer, request, &show, err);

	return r < 0 ? r
		     : scm_send(socket, &show, sizeof(show), NULL, 0,
				MSG_DONTWAIT);
}

/*
 * What may be asked, and why it is safe to answer:
 *   OPEN      makes a device that the policy grants to this uid, and no other
 *   CHECK     decides the same, and changes nothing
 *   NETWORKS  tells only what the asker may use
 *   LIST      tells only the asker's own (root's, and F_ALL of an admin: all)
 *   RELEASE   ends only the asker's own (root: any of ours)
 *   SHOW      tells of the asker's own only (an admin: of any of ours)
 *   REVOKE    ends leases of any user, and is for admins alone
 */
static int serve(const struct state *state, int socket, const struct peer *peer,
		 const struct request *request, struct error *err)
{
	switch (request->verb) {
	case VMTAP_PROTO_OPEN:
		return serve_open(state, socket, peer, request, err);
	case VMTAP_PROTO_CHECK:
		return serve_check(state, socket, peer, request, err);
	case VMTAP_PROTO_NETWORKS:
		return serve_networks(state, socket, peer, request);
	case VMTAP_PROTO_LIST:
		return serve_list(state, socket, peer, request, err);
	case VMTAP_PROTO_RELEASE:
		return serve_release(state, socket, peer, request, err);
	case VMTAP_PROTO_REVOKE:
		return serve_revoke(state, socket, peer, request, err);
	case VMTAP_PROTO_SHOW:
		return serve_show(state, socket, peer, request, err);
	}
	return error_set(err, VMTAP_E_PROTOCOL, EPROTO, "no such verb");
}

int broker_serve(const struct state *state, int socket, const struct peer *peer,
		 const void *bytes, size_t size)
{
	struct request request = { 0 };
	const unsigned long long began = audit_clock();
	struct error err = { 0 };
	int r;

	r = request_decode(bytes, size, &request, &err);
	if (r == 0)
		r = serve(state, socket, peer, &request, &err);
	if (r == 0 || r == -EINPROGRESS)
		return r;
	if (err.code == VMTAP_OK)
		return r; /* the answer itself could not be sent */
	/* OPEN has said so itself, and CHECK is but a question */
	if (request.verb != VMTAP_PROTO_OPEN &&
	    request.verb != VMTAP_PROTO_CHECK)
		audit_refused(peer, &request, "", began, &err);
	return refuse(socket, request.verb, &err);
}
