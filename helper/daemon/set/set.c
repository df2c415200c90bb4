/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * set.c - decides whose address counts.  An address that the client asked for,
 * the policy's table gives, or the guest has used stays.  What a client tells
 * counts once: on a bridge before the guest sends, on a macvtap instead of the
 * address that vmtapd chose.
 */
#include "daemon/set/set.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "common/kind.h"
#include "common/wire/scm.h"
#include "daemon/answer.h"
#include "daemon/event/admit.h"
#include "daemon/lease/retain.h"
#include "daemon/log/audit.h"
#include "daemon/notes/notes.h"
#include "daemon/set/readdress.h"

static int refuse_unknown(const struct call *call, struct error *err)
{
	return error_set(err, VMTAP_E_NO_LEASE, ENOENT,
			 "you have no device %s; 'vmtap list' prints yours",
			 call->request->ifname.s);
}

static int refuse(const struct lease *lease, const struct lladdr *told,
		  const char *why, struct error *err)
{
	char text[LLADDR_TEXT_SIZE];

	lladdr_format(told, text);
	return error_set(
		err, VMTAP_E_LLADDR, EINVAL,
		"device %s: its guest cannot have the address %s: %s; give the guest another one in the VMM, see 'vmtap mac %s'",
		lease->ifname.s, text, why, lease->facts.network.s);
}

/* Two say different things: the one who was first counts. */
static int refuse_another(const struct lease *lease, const struct lladdr *told,
			  struct error *err)
{
	char text[LLADDR_TEXT_SIZE], has[LLADDR_TEXT_SIZE];

	lladdr_format(told, text);
	lladdr_format(&lease->facts.lladdr, has);
	return error_set(
		err, VMTAP_E_LLADDR, EINVAL,
		"device %s: its guest cannot have the address %s: %s %s, and that stays; give the guest that one in the VMM, or open the device anew",
		lease->ifname.s, text,
		lease->facts.guest == GUEST_LEARNED
			? "it has used the address"
			: "the device was granted with the address",
		has);
}

/* A device that is ending has the address: the client may ask again. */
static int refuse_for_now(const struct lease *lease, const struct lladdr *told,
			  struct error *err)
{
	char text[LLADDR_TEXT_SIZE];

	lladdr_format(told, text);
	return error_set(
		err, VMTAP_E_BUSY, EBUSY,
		"device %s: a device that is ending still has the address %s; try again",
		lease->ifname.s, text);
}

static bool is_ending(const struct lease *lease)
{
	return lease->state == LEASE_ENDING || lease->is_leaving;
}

/* Does another device of vmtapd's at the same place have the address? */
static int check_others(const struct call *call, const struct lease *lease,
			struct error *err)
{
	const struct lladdr *told = &call->request->lladdr;
	const struct lease_place place = {
		.link = &lease->link,
		.ifindex = lease->link_ifindex,
		.except = lease,
	};
	const struct lease *other =
		lease_with_lladdr(call->state->leases, &place, told);

	if (!other)
		return 0;
	return is_ending(other)
		       ? refuse_for_now(lease, told, err)
		       : refuse(lease, told, "another device of vmtap's has it",
				err);
}

/* May the guest have the address and the name?  Then *ret_decision has the
 * fence. */
static int check(const struct call *call, const struct lease *lease,
		 struct decision *ret_decision, struct error *err)
{
	const struct request *request = call->request;
	const struct fence *granted = lease_fence(lease);
	const struct admit_wish wish = {
		.lladdr = &request->lladdr,
		.vm = &request->vm,
		.vlan = granted ? granted->vlan : 0,
	};
	const char *why;
	int r;

	if (lease->again.is_off)
		return refuse(lease, &request->lladdr,
			      "the device is the port of no bridge now", err);
	r = check_others(call, lease, err);
	if (r < 0)
		return r;
	why = admit_refusal(call->state, lease, &wish, ret_decision);
	return why ? refuse(lease, &request->lladdr, why, err) : 0;
}

/* A name that is told later.  The mark of a device that is held by name has less
 * room. */
static bool may_be_called(const struct lease *lease, const struct label *vm)
{
	return lease->facts.vm.s[0] == '\0' && vm->s[0] != '\0' &&
	       (!lease->facts.hold.is_on ||
		strlen(lease->facts.network.s) + strlen(vm->s) <=
			POLICY_HELD_NAMES_MAX);
}

static struct facts facts_of(const struct call *call, const struct lease *lease)
{
	struct facts facts = lease->facts;

	facts.guest = GUEST_TOLD;
	facts.lladdr = call->request->lladdr;
	if (may_be_called(lease, &call->request->vm))
		facts.vm = call->request->vm;
	return facts;
}

static void tell(const struct lease *lease)
{
	char text[LLADDR_TEXT_SIZE];

	lladdr_format(&lease->facts.lladdr, text);
	audit_address(lease, AUDIT_TOLD, text, NULL);
}

static int change(const struct state *state, struct lease *lease,
		  const struct facts *facts, struct fence *fence,
		  struct error *err)
{
	int r;

	if (lease->facts.guest == GUEST_CHOSEN)
		return readdress(state, lease, facts, fence, err);
	r = admit_pin(state, lease, facts, fence, err);
	if (r < 0)
		error_prefix(err, "device %s: its address cannot be pinned",
			     lease->ifname.s);
	return r;
}

static int take(const struct call *call, struct lease *lease, struct error *err)
{
	const struct state *state = call->state;
	const struct facts facts = facts_of(call, lease);
	const bool is_named = lease->facts.vm.s[0] == '\0' && facts.vm.s[0];
	struct decision decision;
	int r = check(call, lease, &decision, err);

	if (r < 0)
		return r;
	r = change(call->state, lease, &facts, &decision.fence, err);
	if (r < 0)
		return r;
	if (is_named)
		readdress_name(state, lease);
	(void)notes_set(lease, NOTE_OTHER_ADDRESS, false);
	(void)notes_set(lease, NOTE_MUTE, false);
	tell(lease);
	return 0;
}

/* The address needs no change, and a name is not worth a refusal. */
static int take_name(const struct call *call, struct lease *lease)
{
	struct decision decision;
	struct facts facts = lease->facts;

	if (!may_be_called(lease, &call->request->vm) ||
	    retain_refuse_learning(call->state, lease, &call->request->lladdr,
				   &call->request->vm, &decision) ||
	    decision.lladdr)
		return 0;
	facts.vm = call->request->vm;
	if (readdress_mark(call->state, lease, &facts) == 0)
		readdress_name(call->state, lease);
	return 0;
}

/* No filter keeps the guest to an address, so it may use this one. */
static bool is_free(const struct lease *lease)
{
	const struct fence *fence = lease_fence(lease);

	return fence && !(fence->filters & FENCE_MAC);
}

static int set_lladdr(const struct call *call, struct lease *lease,
		      struct error *err)
{
	const struct lladdr *told = &call->request->lladdr;

	switch (lease->facts.guest) {
	case GUEST_LEARNING:
		return take(call, lease, err);
	case GUEST_CHOSEN:
		return lladdr_equal(&lease->facts.lladdr, told)
			       ? take_name(call, lease)
			       : take(call, lease, err);
	case GUEST_TOLD:
	case GUEST_LEARNED:
		return lladdr_equal(&lease->facts.lladdr, told) ||
				       (kind_of(lease->facts.kind)->is_port &&
					is_free(lease))
			       ? take_name(call, lease)
			       : refuse_another(lease, told, err);
	case GUEST_UNKNOWN:
		break;
	}
	return is_free(lease)
		       ? take_name(call, lease)
		       : refuse(lease, told,
				"the device may send nothing any more, because addresses that its guest used were refused",
				err);
}

int verb_set(const struct call *call, struct error *err)
{
	const struct lladdr *told = &call->request->lladdr;
	struct lease *lease =
		lease_named(call->state->leases, &call->request->ifname);
	struct reply reply;
	int r;

	if (!lease || lease->state != LEASE_LIVE ||
	    !lease_is_of(lease, call->peer))
		return refuse_unknown(call, err);
	r = set_lladdr(call, lease, err);
	if (r < 0 && err->code == VMTAP_E_LLADDR) {
		lease->learn.told = *told;
		(void)notes_set(lease, NOTE_OTHER_ADDRESS, true);
	}
	if (r < 0)
		return r;
	(void)notes_set(lease, NOTE_OTHER_ADDRESS, false);
	reply_init(&reply, call->request->verb);
	answer_lease(reply_add(&reply), lease);
	return scm_send(call->socket, &reply, reply.head.header.size, NULL,
			MSG_DONTWAIT);
}
