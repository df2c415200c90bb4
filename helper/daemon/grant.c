/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grant.c - the half of OPEN that does: lease, device, answer.  A device that
 * exists has a lease before it exists; whatever fails, all before it is undone.
 */
#include "daemon/grant.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "common/kind.h"
#include "common/reply.h"
#include "common/scm.h"
#include "daemon/answer.h"
#include "daemon/audit.h"
#include "daemon/choose.h"
#include "daemon/mute.h"
#include "link/mark.h"

/* ---- decide ----------------------------------------------------------- */

void grant_usage(const struct state *state, uid_t uid,
		 const struct label *network, struct usage *ret_usage)
{
	lease_count(state->leases, network, uid, &ret_usage->of_user,
		    &ret_usage->of_network, &ret_usage->queues);
	ret_usage->of_host = state->leases->n;
}

/* Who asks and what for, against the policy and what is in use now. */
int grant_decide(const struct state *state, struct grant *grant,
		 struct error *err)
{
	const struct request *request = &grant->request;

	grant_usage(state, grant->peer->uid, &request->network, &grant->usage);
	policy_decide(state->policy, grant->peer, request, &grant->usage,
		      &grant->decision);
	if (grant->decision.err.code != VMTAP_OK) {
		*err = grant->decision.err;
		return -EACCES;
	}
	grant->network = grant->decision.network;
	return 0;
}

/* ---- make ------------------------------------------------------------- */

static void keep_groups(struct lease *lease, const struct peer *peer)
{
	if (peer->n_groups > LEASE_GROUPS_MAX)
		return;
	lease->has_groups = true;
	lease->gid = peer->gid;
	lease->n_groups = (unsigned int)peer->n_groups;
	for (size_t i = 0; i < peer->n_groups; i++)
		lease->groups[i] = peer->groups[i];
}

static void fill_lease(struct lease *lease, const struct grant *grant)
{
	const struct request *request = &grant->request;
	const struct peer *peer = grant->peer;
	const bool is_port = kind_of(grant->network->kind)->is_port;

	lease->uid = peer->uid;
	lease->pid = peer->pid;
	memcpy(lease->comm, peer->comm, sizeof(lease->comm));
	keep_groups(lease, peer);
	lease->has_rule_group = true;
	lease->rule_group = grant->decision.group;
	lease->since = (uint64_t)time(NULL);
	lease->network = request->network;
	lease->vm = request->vm;
	lease->has_lladdr = grant->choice.has_lladdr;
	lease->lladdr = grant->choice.lladdr;
	lease->kind = grant->network->kind;
	lease->is_learning = !lease->has_lladdr && is_port &&
			     (grant->decision.fence.filters & FENCE_MAC);
	lease->is_pinned = lease->has_lladdr && is_port &&
			   (grant->decision.fence.filters & FENCE_MAC);
	lease->mode = grant->decision.mode;
	lease->link = grant->network->link;
	lease->queues = request->queues;
}

static void keep_device(struct lease *lease, const struct device *device)
{
	lease->ifname = device->ifname;
	lease->ifindex = device->ifindex;
	lease->link_lladdr = device->lladdr;
	lease->lower_down = device->lower_down;
	lease->mtu = device->mtu;
	lease->vnet_hdr_size = device->vnet_hdr_size;
	lease->watch = device->watch;
	lease->number = device->number;
}

static struct device_spec grant_spec(const struct grant *grant)
{
	const struct network *network = grant->network;
	const struct request *request = &grant->request;

	return (struct device_spec){
		.kind = network->kind,
		.mode = grant->decision.mode,
		.link = network->link,
		.mtu = grant->decision.mtu,
		.queues = request->queues,
		.has_vnet_hdr = request->has_vnet_hdr &&
				!grant->decision.fence.has_no_vnet_hdr,
		.has_vhost = request->has_vhost,
		.has_lladdr = grant->choice.has_lladdr,
		.lladdr = grant->choice.lladdr,
		.link_lladdr = grant->choice.link_lladdr,
		.is_taken_over = grant->choice.is_taken_over,
		.fence = grant->decision.fence,
		.sources = network->sources,
		.n_sources = grant->decision.mode == VMTAP_MODE_SOURCE
				     ? network->n_sources
				     : 0,
	};
}

typedef int make_device(const struct host *host, const struct device_spec *spec,
			struct device *device, struct error *err);

static int make(const struct state *state, struct grant *grant,
		make_device *function, struct error *err)
{
	const struct lease *lease = grant->lease;
	struct mark mark = {
		.uid = lease->uid,
		.pid = lease->pid,
		.since = lease->since,
		.network = lease->network,
		.vm = lease->vm,
		.has_lladdr = lease->has_lladdr,
		.is_learning = lease->is_learning,
		.has_rule_group = lease->is_learning,
		.rule_group = lease->rule_group,
		.lladdr = lease->lladdr,
	};
	struct device_spec spec = grant_spec(grant);
	int r;

	spec.mark = &mark;
	r = function(state->host, &spec, &grant->device, err);
	if (r < 0)
		error_prefix(err, "network \"%s\"", lease->network.s);
	keep_device(grant->lease, &grant->device);
	return r;
}

/*
 * Nobody gets the device: take it back.  If there is a link, the lease stays
 * until the kernel says that it is gone.
 */
static void roll_back(const struct state *state, struct grant *grant)
{
	struct device *device = &grant->device;
	struct lease *lease = grant->lease;
	bool has_link = device->has_link || device->n_fds > 0;

	lease->state = LEASE_ENDING;
	lease->lower_down = 0;
	reaper_end(state->reaper, state->host->rtnl, device);
	if (!has_link)
		lease_forget(state->leases, lease);
	grant->lease = NULL;
}

/* The kernel may have said already that the link is gone, and nobody then listened;
 * if it says so later, nobody has to. */
void grant_undo(const struct state *state, struct grant *grant)
{
	device_look(state->host, &grant->device);
	roll_back(state, grant);
}

static int hand_over(const struct state *state, struct grant *grant,
		     struct error *err)
{
	struct device *device = &grant->device;
	struct lease *lease = grant->lease;
	struct vmtap_proto_reply reply;
	int r;

	reply_init(&reply, grant->request.verb);
	answer_lease(&reply, lease);
	reply.vhosts = device->n_fds - device->n_queues;
	r = scm_send(grant->socket, &reply, sizeof(reply), device->fds,
		     device->n_fds, MSG_DONTWAIT);
	if (r < 0)
		return error_set(err, VMTAP_E_INTERNAL, -r,
				 "the answer cannot be delivered: %s",
				 strerror(-r));
	lease->state = LEASE_LIVE;
	audit_granted(lease, grant->decision.rule, grant->began);
	if (grant->decision.fence.filters & FENCE_MAC)
		mute_expect(state->mute, lease);
	device->has_link = false; /* it is the lease's now */
	device->lower_down = 0;
	reaper_end(state->reaper, state->host->rtnl, device);
	return 0;
}

/* The device was made, or waits, or was not. */
static int settle(const struct state *state, struct grant *grant, int r,
		  struct error *err)
{
	if (r == 0)
		r = hand_over(state, grant, err);
	if (r < 0 && r != -EINPROGRESS)
		roll_back(state, grant);
	return r;
}

static int reserve(const struct state *state, struct grant *grant,
		   struct error *err)
{
	int r = lease_reserve(state->leases, &grant->lease);

	if (r < 0)
		return error_set(
			err, VMTAP_E_LIMIT, -r,
			"this host has %d devices of vmtap's, which is the most; ask the administrator to end some",
			LEASES_MAX);
	fill_lease(grant->lease, grant);
	device_init(&grant->device);
	return 0;
}

static int attempt(const struct state *state, struct grant *grant,
		   struct error *err)
{
	int r = reserve(state, grant, err);

	if (r < 0)
		return r;
	r = make(state, grant, device_create, err);
	return settle(state, grant, r, err);
}

int grant_begin(const struct state *state, struct grant *grant,
		struct error *err)
{
	return choose_lladdr(state, grant, attempt, err);
}

int grant_resume(const struct state *state, struct grant *grant,
		 struct error *err)
{
	int r;

	device_look(state->host, &grant->device);
	if (!grant->device.has_link)
		r = error_set(
			err, VMTAP_E_HOST, ENODEV,
			"network \"%s\": the device %s was taken away before it was complete; try again",
			grant->request.network.s, grant->device.ifname.s);
	else
		r = make(state, grant, device_resume, err);
	r = settle(state, grant, r, err);
	return r == -EADDRINUSE ? choose_next(state, grant, attempt, err) : r;
}

/* ---- only asked ------------------------------------------------------- */

static int probe(const struct state *state, struct grant *grant,
		 struct error *err)
{
	const struct device_spec spec = grant_spec(grant);
	int r = device_probe(state->host, &spec, &grant->device.mtu, err);

	if (r < 0)
		error_prefix(err, "network \"%s\"", grant->request.network.s);
	return r;
}

int grant_probe(const struct state *state, struct grant *grant,
		struct error *err)
{
	int r = grant_decide(state, grant, err);

	return r < 0 ? r : choose_lladdr(state, grant, probe, err);
}
