/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * show.c - tells what a lease, its device and its filter are now.  The filter
 * comes from the kernel.  It gets comments if today's policy would make the
 * same one.  Nothing is kept between two requests.
 */
#include "daemon/show.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/answer.h"
#include "daemon/event/mute.h"
#include "link/fence/attach.h"
#include "link/filter/filter.h"

static struct lease *find_lease(const struct call *call)
{
	const struct peer *peer = call->peer;
	struct lease *lease =
		lease_named(call->state->leases, &call->request->ifname);

	if (!lease || lease->state != LEASE_LIVE ||
	    (!lease_is_of(lease, peer) &&
	     !policy_is_admin(call->state->policy, peer)))
		return NULL;
	return lease;
}

/*
 * The fence that the policy would set today.  If the client is the owner, its
 * groups are known; if not, the lease has the owner's, unless it was adopted.
 */
static bool decide_fence(const struct call *call, const struct lease *lease,
			 struct fence *ret_fence)
{
	struct peer absent = lease_peer(lease);
	const struct request request = {
		.verb = VMTAP_PROTO_CHECK,
		.network = lease->facts.network,
		.vm = lease->facts.vm,
		.queues = lease->facts.queues,
	};
	const struct usage nothing = { 0 };
	struct decision decision;

	policy_identify(call->state->policy, &absent);
	policy_decide(call->state->policy,
		      call->peer->uid == lease->facts.uid ? call->peer
							  : &absent,
		      &request, &nothing, &decision);
	if (decision.err.code != VMTAP_OK)
		return false;
	*ret_fence = decision.fence;
	return true;
}

/* False: today's policy would make another filter.  The comments in *program
 * point into *fence. */
static bool annotate(const struct call *call, const struct lease *lease,
		     struct fence *fence, struct bpf_program *program)
{
	struct bpf_program today;

	return decide_fence(call, lease, fence) &&
	       filter_build(fence,
			    facts_has_lladdr(&lease->facts)
				    ? &lease->facts.lladdr
				    : NULL,
			    &today) == 0 &&
	       filter_annotate(program, &today);
}

/* Line 0 is a heading; each further line is an instruction. */
static int print_line(const struct bpf_program *program, bool is_annotated,
		      size_t i, char line[FILTER_LINE_SIZE])
{
	if (i > 0)
		return filter_print(program, i - 1, line);
	return snprintf(
		line, FILTER_LINE_SIZE, "%s",
		program->n == 0 ? "; no filter"
		: is_annotated
			? "; as the kernel has it; passing is -1, dropping 2"
			: "; as the kernel has it; without comments: it is not known to be that of today's policy");
}

static void print_filter(const struct bpf_program *program, bool is_annotated,
			 size_t first, struct vmtap_proto_show *show)
{
	size_t used = 0, i;

	show->lines = (uint32_t)program->n + 1;
	show->program = filter_number(program);
	for (i = first; i < show->lines; i++) {
		char line[FILTER_LINE_SIZE];
		size_t n = (size_t)print_line(program, is_annotated, i, line);

		if (used + n + 1 > VMTAP_PROTO_SHOW_TEXT_MAX)
			break;
		memcpy(show->text + used, line, n);
		used += n;
		show->text[used++] = '\n';
	}
	show->next = i < show->lines ? (uint32_t)i : 0;
}

static void print_fence(const struct fence *fence,
			struct vmtap_proto_show *show)
{
	char text[POLICY_FENCE_TEXT_SIZE];

	_Static_assert(sizeof(text) <= sizeof(show->text), "has room");
	policy_format_fence(fence, text);
	memcpy(show->text, text, strlen(text));
}

static void fill_traffic(const struct filter_traffic *traffic,
			 struct vmtap_proto_show *show)
{
	show->dropped = traffic->dropped;
	show->sent_packets = traffic->sent_packets;
	show->sent_bytes = traffic->sent_bytes;
	show->received_packets = traffic->received_packets;
	show->received_bytes = traffic->received_bytes;
}

int show_lease(const struct call *call, struct vmtap_proto_show *record,
	       struct error *err)
{
	const struct request *request = call->request;
	struct lease *lease = find_lease(call);
	struct rtnl *rtnl = call->state->host->rtnl;
	struct filter_traffic traffic;
	struct bpf_program program;
	struct fence fence;
	bool is_known;
	int r;

	if (!lease)
		return error_set(
			err, VMTAP_E_NO_LEASE, ENOENT,
			"you have no device %s; 'vmtap list' prints yours",
			request->ifname.s);
	r = filter_traffic(rtnl, lease->facts.kind, lease->ifindex, &traffic);
	if (r == 0)
		r = filter_read(rtnl, lease->facts.kind, lease->ifindex,
				&program);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the device %s cannot be looked at: %s",
				 request->ifname.s, strerror(-r));
	answer_lease(&record->lease, lease);
	fill_traffic(&traffic, record);
	if (facts_has_lladdr(&lease->facts) &&
	    filter_pins(&program, &lease->facts.lladdr)) {
		record->lease.flags |= VMTAP_PROTO_L_PINNED;
		mute_judge(lease, &traffic);
	}
	is_known = annotate(call, lease, &fence, &program);
	if (request_has(request, VMTAP_PROTO_F_FILTER))
		print_filter(&program, is_known, request->line, record);
	else if (is_known)
		print_fence(&fence, record);
	return 0;
}
