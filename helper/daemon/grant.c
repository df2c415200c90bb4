/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grant.c - makes what OPEN has decided: lease, device, answer.  The lease
 * exists before its device.  If a step fails, the steps before it are undone.
 */
#include "daemon/grant.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "common/kind.h"
#include "common/wire/reply.h"
#include "common/wire/scm.h"
#include "daemon/answer.h"
#include "daemon/choose.h"
#include "daemon/event/events.h"
#include "daemon/hold/process.h"
#include "daemon/log/audit.h"

/* ---- decide ----------------------------------------------------------- */

static int check_program(const struct state *state, const struct grant *grant,
			 struct error *err)
{
	if (!grant->decision.fence.needs_ebpf || state->host->ebpf)
		return 0;
	return error_set(
		err, VMTAP_E_HOST, EOPNOTSUPP,
		"network \"%s\" gives no device without vmtapd's eBPF program (fence = required), and this host has not taken it; vmtapd's log says why, and the administrator can write fence = any",
		grant->request.network.s);
}

/* Ask the policy about the client, its request, and what is in use now. */
int grant_decide(const struct state *state, struct grant *grant,
		 struct error *err)
{
	const struct request *request = &grant->request;
	int r;

	grant->usage =
		lease_usage(state->leases, &request->network, grant->peer->uid);
	policy_decide(state->policy, grant->peer, request, &grant->usage,
		      &grant->decision);
	if (grant->decision.err.code != VMTAP_OK) {
		*err = grant->decision.err;
		return -EACCES;
	}
	grant->network = grant->decision.network;
	r = check_program(state, grant, err);
	return r < 0 ? r : hold_check(grant, err);
}

/* ---- make ------------------------------------------------------------- */

static void keep_groups(struct lease_groups *groups, const struct peer *peer)
{
	if (peer->n_groups > LEASE_GROUPS_MAX)
		return;
	groups->is_known = true;
	groups->gid = peer->gid;
	groups->n = (unsigned int)peer->n_groups;
	for (size_t i = 0; i < peer->n_groups; i++)
		groups->all[i] = peer->groups[i];
}

static enum guest guest_of(const struct grant *grant)
{
	const bool is_port = kind_of(grant->network->kind)->is_port;

	if (grant->choice.has_lladdr)
		return is_port || grant->decision.lladdr ||
				       request_has(&grant->request,
						   VMTAP_PROTO_F_LLADDR)
			       ? GUEST_TOLD
			       : GUEST_CHOSEN;
	return is_port && (grant->decision.fence.filters & FENCE_MAC)
		       ? GUEST_LEARNING
		       : GUEST_UNKNOWN;
}

static struct facts facts_of(const struct grant *grant)
{
	const struct request *request = &grant->request;

	return (struct facts){
		.uid = grant->peer->uid,
		.pid = request->pid ? (pid_t)request->pid : grant->peer->pid,
		.hold = hold_facts(request),
		.since = (uint64_t)time(NULL),
		.network = request->network,
		.vm = request->vm,
		.has_rule_group = true,
		.rule_group = grant->decision.group,
		.kind = grant->network->kind,
		.mode = grant->decision.mode,
		.guest = guest_of(grant),
		.lladdr = grant->choice.lladdr,
		.link_lladdr = grant->choice.link_lladdr,
		.queues = request->queues,
	};
}

static bool has_bridge_entry(const struct grant *grant)
{
	return guest_of(grant) == GUEST_TOLD &&
	       kind_of(grant->network->kind)->is_port &&
	       (grant->decision.fence.filters & FENCE_MAC);
}

static void fill_lease(struct lease *lease, const struct grant *grant)
{
	/* the name is that of the client, not of another process */
	if (lease->facts.pid == grant->peer->pid)
		memcpy(lease->comm, grant->peer->comm, sizeof(lease->comm));
	lease->kernel_uid = grant->peer->kernel_uid;
	keep_groups(&lease->groups, grant->peer);
	lease->link = grant->network->link;
	lease->is_up = lease->has_carrier = true; /* until an event differs */
	lease->keep.has_program = grant->decision.fence.filters != 0;
	if (has_bridge_entry(grant))
		lease->again.entry = LEASE_ENTRY_SET;
	if (grant->choice.is_one_of_many)
		lease_set_instance(lease, grant->choice.instance);
}

static void keep_device(const struct state *state, struct lease *lease,
			const struct device_spec *spec,
			const struct device *device)
{
	const struct facts facts = device_facts(spec, device);

	lease_set_facts(state->leases, lease, &facts);
	lease_set_number(state->leases, lease, device->ifindex);
	lease->ifname = device->ifname;
	lease->mtu = device->mtu;
	lease_set_watch(state->leases, lease, device->watch);
	lease->node.number = device->number;
}

static struct device_spec spec_of(const struct grant *grant,
				  const struct facts *facts)
{
	const struct network *network = grant->network;
	const struct fence *fence = &grant->decision.fence;
	const bool has_sources = facts->mode == VMTAP_MODE_SOURCE;

	return (struct device_spec){
		.facts = *facts,
		.link = network->link,
		.name = grant->request.name,
		.mtu = grant->decision.mtu,
		.has_vnet_hdr =
			request_has(&grant->request, VMTAP_PROTO_F_VNET_HDR) &&
			!fence->has_no_vnet_hdr,
		.has_vhost = request_has(&grant->request, VMTAP_PROTO_F_VHOST),
		.is_taken_over = grant->choice.is_taken_over,
		.fence = *fence,
		.sources = network->sources,
		.n_sources = has_sources ? network->n_sources : 0,
	};
}

typedef int make_device(const struct host *host, const struct device_spec *spec,
			struct device *device, struct error *err);

static int make(const struct state *state, struct grant *grant,
		make_device *function, struct error *err)
{
	struct lease *lease = grant->lease;
	const struct device_spec spec = spec_of(grant, &lease->facts);
	int r = function(state->host, &spec, &grant->device, err);

	if (r < 0)
		error_prefix(err, "network \"%s\"", lease->facts.network.s);
	keep_device(state, lease, &spec, &grant->device);
	return r;
}

/*
 * The grant has failed: end the device.  If there is a link, the lease stays
 * until the kernel says that the link is gone.
 */
static void roll_back(const struct state *state, struct grant *grant)
{
	struct device *device = &grant->device;
	struct lease *lease = grant->lease;
	bool has_link = device->has_link || device->n_fds > 0;

	lease->state = LEASE_ENDING;
	lease->facts.lower_down = 0;
	reaper_end(state->reaper, state->host->rtnl, lease->facts.uid, device);
	if (!has_link)
		lease_forget(state->leases, lease);
	grant->lease = NULL;
}

/* Events about changes of a RESERVED lease are skipped, so the link may have gone
 * unnoticed: ask the kernel before deleting. */
void grant_undo(const struct state *state, struct grant *grant)
{
	device_look(state->host, &grant->device);
	roll_back(state, grant);
}

static int hand_over(const struct state *state, struct grant *grant,
		     struct error *err)
{
	struct device *device = &grant->device;
	const struct scm_fds fds = { .all = device->fds, .n = device->n_fds };
	struct lease *lease = grant->lease;
	struct reply reply;
	int r;

	reply_init(&reply, grant->request.verb);
	reply.head.queue_fds = device->n_queues;
	reply.head.vhost_fds = device->n_fds - device->n_queues;
	answer_lease(reply_add(&reply), lease);
	r = scm_send(grant->socket, &reply, reply.head.header.size, &fds,
		     MSG_DONTWAIT);
	if (r < 0)
		return error_set(err, VMTAP_E_INTERNAL, -r,
				 "the answer cannot be delivered: %s",
				 strerror(-r));
	lease->state = LEASE_LIVE;
	lease->tamper.granted = clock_ms();
	audit_granted(lease, grant->decision.rule, grant->began);
	events_expect(state, lease, device->bridge, &grant->decision.fence);
	device->has_link = false; /* the lease owns the link now */
	device->lower_down = 0;
	reaper_end(state->reaper, state->host->rtnl, lease->facts.uid, device);
	return 0;
}

/* r == 0: the device is made; -EINPROGRESS: it waits; else it failed. */
static int settle(const struct state *state, struct grant *grant, int r,
		  struct error *err)
{
	if (r == 0)
		r = hand_over(state, grant, err);
	if (r < 0 && r != -EINPROGRESS)
		roll_back(state, grant);
	return r;
}

static int check_room(const struct state *state, struct error *err)
{
	if (state->leases->n < LEASES_MAX)
		return 0;
	return error_set(
		err, VMTAP_E_LIMIT, ENFILE,
		"this host has %d devices of vmtap's, which is the most; ask the administrator to end some",
		LEASES_MAX);
}

static int reserve(const struct state *state, struct grant *grant,
		   struct error *err)
{
	const struct facts facts = facts_of(grant);
	int r = check_room(state, err);

	if (r == 0 &&
	    lease_reserve(state->leases, &facts, &grant->lease) == -ENOMEM)
		r = error_set(err, VMTAP_E_INTERNAL, ENOMEM, "out of memory");
	if (r < 0)
		return r;
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

/* ---- CHECK ------------------------------------------------------------ */

static int probe(const struct state *state, struct grant *grant,
		 struct error *err)
{
	const struct facts facts = facts_of(grant);
	const struct device_spec spec = spec_of(grant, &facts);
	int r = check_room(state, err);

	if (r < 0)
		return r;
	r = device_probe(state->host, &spec, &grant->probed, err);
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
