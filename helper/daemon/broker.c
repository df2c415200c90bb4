/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * broker.c - the story of a request.  Start reading at broker_serve().
 *
 *   bytes -> request_decode() -> grant_decide(), by the policy
 *         -> grant_begin(): an address, a lease, a device, the answer
 *         -> the descriptors have been sent, and the lease is live
 *
 * The verbs besides OPEN are in verbs.c, and WATCH is in news/.  A grant waits in pending.c if udev
 * must first give vmtapd access to the device's node, or if only what is ending
 * stands in its way.  broker_resume() then goes on.  This file touches no
 * netlink, parses no bytes, and never waits.
 */
#include "daemon/broker.h"

#include <errno.h>
#include <string.h>

#include "daemon/answer.h"
#include "daemon/grant.h"
#include "daemon/lease/patience.h"
#include "daemon/log/audit.h"
#include "daemon/news/await.h"
#include "daemon/pending.h"
#include "daemon/set/set.h"
#include "daemon/verbs.h"

int broker_refuse(int socket, const struct error *err)
{
	return answer_refuse(socket, (enum vmtap_proto_verb)0, err);
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

/* The grant waits for udev, and other clients are served meanwhile. */
static int wait_for_udev(const struct state *state, struct grant *grant,
			 struct error *err)
{
	int r = pending_add(state->pending, grant);

	if (r == 0)
		return -EINPROGRESS;
	grant_undo(state, grant);
	return error_set(err, VMTAP_E_HOST, -r,
			 "vmtapd cannot watch /dev for udev: %s", strerror(-r));
}

static int decide_and_begin(const struct state *state, struct grant *grant,
			    struct error *err)
{
	int r = grant_decide(state, grant, err);

	return r < 0 ? r : grant_begin(state, grant, err);
}

static int serve_open(const struct call *call, struct error *err)
{
	struct grant grant = {
		.socket = call->socket,
		.peer = call->peer,
		.request = *call->request,
		.began = clock_us(),
	};
	int r = decide_and_begin(call->state, &grant, err);

	if (r == -EINPROGRESS)
		r = wait_for_udev(call->state, &grant, err);
	else if (r < 0 && patience_awaits_end(call->state, &grant, err) &&
		 pending_add(call->state->pending, &grant) == 0)
		r = -EINPROGRESS;
	if (r < 0 && r != -EINPROGRESS)
		explain_refusal(call->state, &grant, err);
	return r;
}

/* A grant without a lease has waited for an end, and begins anew. */
int broker_resume(const struct state *state, struct grant *grant)
{
	struct error err = { 0 };
	int r = grant->lease ? grant_resume(state, grant, &err)
			     : decide_and_begin(state, grant, &err);

	if (r < 0 && r != -EINPROGRESS &&
	    patience_awaits_end(state, grant, &err))
		r = -EINPROGRESS;
	if (r == 0 || r == -EINPROGRESS)
		return r;
	explain_refusal(state, grant, &err);
	return answer_refuse(grant->socket, grant->request.verb, &err);
}

int broker_end(const struct state *state, struct grant *grant,
	       const struct error *why)
{
	struct error err = *why;

	if (grant->lease)
		grant_undo(state, grant);
	explain_refusal(state, grant, &err);
	return answer_refuse(grant->socket, grant->request.verb, &err);
}

/*
 * What a client may ask, and why it is safe to answer:
 *   OPEN      makes only a device that the policy grants to this uid
 *   CHECK     decides the same, and changes nothing
 *   NETWORKS  tells only the networks that the client may use (F_ALL of an
 *             admin: all)
 *   LIST      tells only the client's leases (root, and F_ALL of an admin: all)
 *   RELEASE   ends only a lease of the client (root: any)
 *   SHOW      tells only about a lease of the client (an admin: any)
 *   DIAGNOSE  tells facts of the host and of a network that the client may use
 *   REVOKE    ends leases of any user, and only admins may ask
 *   WATCH     tells only what happened to the client's leases (root, and F_ALL
 *             of an admin: to all)
 *   SET       gives a lease of the client an address that the policy grants to
 *             its user, and that nobody has; only if neither its client nor its
 *             guest has said which one it has
 */
static int serve(const struct call *call, struct error *err)
{
	switch (call->request->verb) {
	case VMTAP_PROTO_OPEN:
		return serve_open(call, err);
	case VMTAP_PROTO_CHECK:
		return verb_check(call, err);
	case VMTAP_PROTO_NETWORKS:
		return verb_networks(call, err);
	case VMTAP_PROTO_LIST:
		return verb_list(call, err);
	case VMTAP_PROTO_RELEASE:
		return verb_release(call, err);
	case VMTAP_PROTO_REVOKE:
		return verb_revoke(call, err);
	case VMTAP_PROTO_SHOW:
		return verb_show(call, err);
	case VMTAP_PROTO_DIAGNOSE:
		return verb_diagnose(call, err);
	case VMTAP_PROTO_WATCH:
		return await_verb(call, err);
	case VMTAP_PROTO_SET:
		return verb_set(call, err);
	}
	return error_set(err, VMTAP_E_PROTOCOL, EPROTO, "no such verb");
}

int broker_serve(const struct state *state, int socket, const struct peer *peer,
		 const void *bytes, size_t size)
{
	struct request request = { 0 };
	const struct call call = {
		.state = state,
		.socket = socket,
		.peer = peer,
		.request = &request,
	};
	const uint64_t began = clock_us();
	struct error err = { 0 };
	int r;

	r = request_decode(bytes, size, &request, &err);
	if (r == 0)
		r = serve(&call, &err);
	if (r == 0 || r == -EINPROGRESS)
		return r;
	if (err.code == VMTAP_OK)
		return r; /* the answer itself could not be sent */
	/* OPEN has logged its refusal, and questions need no line */
	if (request.verb != VMTAP_PROTO_OPEN &&
	    request.verb != VMTAP_PROTO_CHECK &&
	    request.verb != VMTAP_PROTO_DIAGNOSE)
		audit_refused(peer, &request, "", began, &err);
	return answer_refuse(socket, request.verb, &err);
}
