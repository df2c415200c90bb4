/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * owner.c - asks the policy, the leases and the kernel who has an address.
 *
 * An entry that a bridge has merely learned, or a neighbour of the host, does
 * not count against an address that the policy's table gives to a VM: the VM may
 * be moving here from another host, or it ran here and its frames came back from
 * the wire.  It counts against all other addresses, also against the stable
 * address of a VM's name: a user who may choose names could search for a name
 * whose address another station has.  A device without a name gets the next
 * address.  An entry that waits at a port of vmtapd's counts against no address.
 */
#include "daemon/lease/owner.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "link/rtnl/rtnl.h"

/* Is it a station that yields to a VM of the policy's table?  The station may
 * be that VM. */
static bool is_heard(const struct owner *owner)
{
	const enum inuse inuse = owner->holder.inuse;

	return inuse == INUSE_LEARNED || inuse == INUSE_NEIGHBOUR ||
	       inuse == INUSE_ROUTER;
}

/*
 * Does the owner not count?  An ENDING lease takes its entries with it.  A
 * guest that is learning has only tried the address; it must not keep others
 * from an address that it may not have itself (learn.c).  A VM of the policy's
 * table comes before a station that the bridge has merely heard.
 */
static bool does_yield(const struct owner *owner,
		       const struct decision *decision)
{
	const struct lease *lease = owner->lease;

	if (lease && (lease->state == LEASE_ENDING ||
		      (owner->holder.is_waiting &&
		       lease->facts.guest == GUEST_LEARNING)))
		return true;
	return is_heard(owner) && decision->lladdr;
}

/* A list is made for all addresses that are tried while it is kept. */
static unsigned long questions_of_search(const struct rtnl *rtnl)
{
	return rtnl_questions(rtnl) - rtnl_listings(rtnl);
}

/* Ask the kernel.  1: another station has the address. */
static int ask_kernel(const struct state *state, struct grant *grant,
		      const struct lladdr *lladdr, struct owner *owner,
		      struct error *err)
{
	const unsigned long before = questions_of_search(state->host->rtnl);
	const struct network *network = grant->network;
	const struct inuse_place place = {
		.kind = network->kind,
		.link = network->link,
		.fence = &grant->decision.fence,
	};
	int r;

	/* in this mode the macvtap and the lower device share one address */
	if (grant->decision.mode == VMTAP_MODE_PASSTHRU)
		return 0;
	r = inuse_find(state->host->rtnl, &place, lladdr, &owner->holder);
	grant->choice.questions +=
		questions_of_search(state->host->rtnl) - before;
	if (r < 0)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"network \"%s\": %s does not tell who has which address: %s",
			network->name.s, network->link.s, strerror(-r));
	if (owner->holder.inuse == INUSE_NOT)
		return 0;
	owner->lease = lease_numbered(state->leases, owner->holder.ifindex);
	owner->yields = does_yield(owner, &grant->decision);
	return owner->yields ? 0 : 1;
}

int owner_find(const struct state *state, struct grant *grant,
	       const struct lladdr *lladdr, struct owner *ret_owner,
	       struct error *err)
{
	const struct lease_place place = { .link = &grant->network->link };

	*ret_owner = (struct owner){
		.is_reserved = policy_is_reserved(state->policy, grant->network,
						  lladdr, &grant->request.vm),
		.is_withheld = policy_is_withheld(state->policy, grant->network,
						  lladdr),
		.lease = lease_with_lladdr(state->leases, &place, lladdr),
	};
	if (ret_owner->is_reserved || ret_owner->is_withheld ||
	    ret_owner->lease)
		return 1;
	return ask_kernel(state, grant, lladdr, ret_owner, err);
}

/* ---- refusals --------------------------------------------------------- */

#define OWNER_SIZE 128

/* Tell the client nothing about other users. */
static void describe(const struct owner *owner, const struct peer *peer,
		     char text[OWNER_SIZE])
{
	static const struct {
		const char *before, *after;
	} words[] = {
		[INUSE_NOT] = { "", "" },
		[INUSE_BRIDGE] = { "the bridge ", " itself has it" },
		[INUSE_PORT] = { "the bridge's port ", " itself has it" },
		[INUSE_FIXED] = { "it is fixed at the bridge's port ", "" },
		[INUSE_LEARNED] = { "another station behind the bridge's port ",
				    " has it" },
		[INUSE_LOWER] = { "the lower device ", " itself has it" },
		[INUSE_NEIGHBOUR] = { "a neighbour of this host on ",
				      " has it" },
		[INUSE_ROUTER] = { "a default router of this host on ",
				   " has it" },
	};
	const struct holder *holder = &owner->holder;

	if (owner->is_reserved)
		(void)snprintf(text, OWNER_SIZE,
			       "it is reserved for another VM");
	else if (owner->is_withheld)
		(void)snprintf(text, OWNER_SIZE,
			       "the policy reserves it, so nobody gets it");
	else if (owner->lease && !lease_is_of(owner->lease, peer))
		(void)snprintf(text, OWNER_SIZE,
			       "another device of vmtap's has it");
	else if (owner->lease)
		(void)snprintf(text, OWNER_SIZE, "your device %s has it",
			       owner->lease->ifname.s);
	else
		(void)snprintf(text, OWNER_SIZE, "%s%s%s",
			       words[holder->inuse].before, holder->ifname.s,
			       words[holder->inuse].after);
}

int owner_refuse(const struct grant *grant, const struct lladdr *lladdr,
		 const struct owner *owner, struct error *err)
{
	const struct request *request = &grant->request;
	const struct peer *peer = grant->peer;
	char text[LLADDR_TEXT_SIZE], who[OWNER_SIZE];

	lladdr_format(lladdr, text);
	describe(owner, peer, who);
	if (request_has(request, VMTAP_PROTO_F_LLADDR))
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": the address %s is in use: %s; ask for another one%s",
			request->network.s, text, who,
			owner->lease
				? ", or end the device that has it with 'vmtap release'"
			: owner->holder.inuse == INUSE_LEARNED
				? ", wait some minutes if it has moved here, or ask the administrator to reserve it for your VM"
			: is_heard(owner)
				? ", or ask the administrator for a line vm in the policy if it is your VM's"
				: "");
	if (request->vm.s[0] == '\0')
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": the addresses that you may have there are in use, %s and others; ask for a free one with mac=, or end a device with 'vmtap release'",
			request->network.s, text);
	if (!owner->lease || !lease_is_of(owner->lease, peer))
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": the address %s of the VM \"%s\" is in use: %s; give the VM another address with mac=, or another name%s",
			request->network.s, text, request->vm.s, who,
			!owner->lease && is_heard(owner)
				? ", or ask the administrator for a line vm in the policy if it moves here"
				: "");
	return error_set(
		err, VMTAP_E_IN_USE, EADDRINUSE,
		"network \"%s\": the VM \"%s\" has a device there already, with the address %s; give its second one an address of its own with mac=, or end the first with 'vmtap release --vm %s'",
		request->network.s, request->vm.s, text, request->vm.s);
}

/* ---- further addresses ------------------------------------------------ */

static int refuse_mac(const struct grant *grant, const struct lladdr *lladdr,
		      const struct owner *owner, struct error *err)
{
	char text[LLADDR_TEXT_SIZE], who[OWNER_SIZE];

	lladdr_format(lladdr, text);
	describe(owner, grant->peer, who);
	return error_set(
		err, VMTAP_E_IN_USE, EADDRINUSE,
		"network \"%s\": the further address %s of the VM \"%s\" is in use: %s; the administrator can end what has it, or take it out of the VM's macs",
		grant->request.network.s, text, grant->request.vm.s, who);
}

int owner_check_macs(const struct state *state, struct grant *grant,
		     struct error *err)
{
	const struct fence *fence = &grant->decision.fence;

	for (size_t i = 0; i < fence->n_macs; i++) {
		struct owner owner;
		int r;

		if (lladdr_is_virtual(&fence->macs[i]))
			continue;
		r = owner_find(state, grant, &fence->macs[i], &owner, err);
		if (r != 0)
			return r < 0 ? r
				     : refuse_mac(grant, &fence->macs[i],
						  &owner, err);
	}
	return 0;
}
