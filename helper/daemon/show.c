/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * show.c - tells what a lease, its device and its filter are now.  The filter
 * comes from the kernel.  It gets comments if today's policy would make the
 * same one.  Nothing is kept between two requests.
 */
#include "daemon/show.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "daemon/answer.h"
#include "daemon/fence/text.h"
#include "daemon/fence/today.h"
#include "daemon/notes/now.h"
#include "link/ebpf/fill.h"
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

/* False: today's policy would make another classic filter.  The comments in
 * *program point into *fence. */
static bool annotate(const struct lease *lease, const struct fence *fence,
		     struct bpf_program *program)
{
	struct bpf_program today;

	return filter_build(fence, today_lladdr(lease), &today) == 0 &&
	       filter_annotate(program, &today);
}

/* Has the eBPF program the parameters that today's policy would set? */
static bool is_todays_slot(const struct lease *lease, const struct fence *fence,
			   const struct slot *slot)
{
	struct slot today;

	slot_fill(&today, fence, today_lladdr(lease));
	return memcmp(&today, slot, offsetof(struct slot, passed)) == 0;
}

/* Is it known that *ret_fence is the fence that the device has? */
static bool find_fence(const struct call *call, const struct lease *lease,
		       struct filter_found *found, struct fence *ret_fence)
{
	if (found->kind == PROGRAM_EARLIER ||
	    !today_fence(call->state, lease, call->peer, ret_fence))
		return false;
	return found->slot ? is_todays_slot(lease, ret_fence, found->slot)
			   : annotate(lease, ret_fence, &found->program);
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

static bool is_pinned(const struct lease *lease,
		      const struct filter_found *found)
{
	const struct slot *slot = found->slot;

	if (!facts_has_lladdr(&lease->facts))
		return false;
	if (slot)
		return (slot->words & FENCE_MAC) && slot->has_lladdr &&
		       memcmp(slot->lladdr, lease->facts.lladdr.b,
			      sizeof(slot->lladdr)) == 0;
	return filter_pins(&found->program, &lease->facts.lladdr);
}

_Static_assert(DROPS == (int)SLOT_REASONS && DROP_RA == (int)SLOT_DROP_RA &&
		       DROP_SHAPE == (int)SLOT_DROP_SHAPE,
	       "a reason has one number");

static void fill_program(const struct filter_found *found,
			 struct vmtap_proto_show *record)
{
	record->program_kind = found->kind;
	for (size_t i = 0; found->slot && i < SLOT_REASONS; i++)
		record->drops[i] = found->slot->drops[i];
}

int show_lease(const struct call *call, struct vmtap_proto_show *record,
	       struct error *err)
{
	const struct request *request = call->request;
	struct lease *lease = find_lease(call);
	const struct host *host = call->state->host;
	struct filter_traffic traffic;
	struct filter_found found;
	struct fence fence;
	bool is_known;
	int r;

	if (!lease)
		return error_set(
			err, VMTAP_E_NO_LEASE, ENOENT,
			"you have no device %s; 'vmtap list' prints yours",
			request->ifname.s);
	r = filter_traffic(host->rtnl, lease->facts.kind, lease->ifindex,
			   &traffic);
	if (r == 0)
		r = filter_read(host->rtnl,
				&(struct filter_place){ host->ebpf,
							lease->facts.kind,
							lease->ifindex },
				&found);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the device %s cannot be looked at: %s",
				 request->ifname.s, strerror(-r));
	answer_lease(&record->lease, lease);
	fill_traffic(&traffic, record);
	fill_program(&found, record);
	if (is_pinned(lease, &found))
		record->lease.flags |= VMTAP_PROTO_L_PINNED;
	now_print(call->state, lease, &traffic,
		  record->lease.flags & VMTAP_PROTO_L_PINNED, record->notes);
	answer_state(&record->lease, lease);
	guest_tell(call->state, lease, guest_budget(call->state),
		   &record->lease);
	is_known = find_fence(call, lease, &found, &fence);
	if (request_has(request, VMTAP_PROTO_F_FILTER))
		text_filter(&found, is_known, request->line, record);
	else if (is_known)
		print_fence(&fence, record);
	return 0;
}
