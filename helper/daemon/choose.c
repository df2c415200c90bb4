/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choose.c - chooses the address of a device that the policy grants, and makes
 * sure that it is free.
 *
 * An entry that a bridge has merely learned does not count against an address
 * that the policy's table gives to a VM: the VM may be moving here from another
 * host, or it ran here and its frames came back from the wire.  It counts
 * against all other addresses, also against the stable address of a VM's name:
 * a user who may choose names could search for a name whose address another
 * station has.  A device without a name gets the next address.  An entry that
 * waits at a port of vmtapd's counts against no address.
 */
#include "daemon/choose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "common/kind.h"
#include "link/device.h"
#include "link/inuse.h"

/*
 * The user's own devices have the first addresses, and others may have a few
 * more.  After this many further attempts the range is as good as full, and
 * each attempt keeps all clients waiting.
 */
#define FURTHER_ATTEMPTS 128
#define KERNEL_ATTEMPTS 8 /* each one makes a link */
#define LINK_ATTEMPTS 8 /* of 2^40 */

/* The owner of an address: at most one of these is set. */
struct owner {
	bool is_reserved; /* another VM, by the table */
	const struct lease *lease;
	struct holder holder;
	bool yields; /* holder does not count */
};

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
	};
	const struct holder *holder = &owner->holder;

	if (owner->is_reserved)
		(void)snprintf(text, OWNER_SIZE,
			       "it is reserved for another VM");
	else if (owner->lease && owner->lease->facts.uid != peer->uid)
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

static int refuse_in_use(const struct grant *grant, const struct lladdr *lladdr,
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
				: "");
	if (request->vm.s[0] == '\0')
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": the addresses that you may have there are in use, %s and others; ask for a free one with mac=, or end a device with 'vmtap release'",
			request->network.s, text);
	if (!owner->lease || owner->lease->facts.uid != peer->uid)
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": the address %s of the VM \"%s\" is in use: %s; give the VM another address with mac=, or another name%s",
			request->network.s, text, request->vm.s, who,
			!owner->lease && owner->holder.inuse == INUSE_LEARNED
				? ", or ask the administrator for a line vm in the policy if it moves here"
				: "");
	return error_set(
		err, VMTAP_E_IN_USE, EADDRINUSE,
		"network \"%s\": the VM \"%s\" has a device there already, with the address %s; give its second one an address of its own with mac=, or end the first with 'vmtap release --vm %s'",
		request->network.s, request->vm.s, text, request->vm.s);
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
	return owner->holder.inuse == INUSE_LEARNED && decision->lladdr;
}

/* Ask the kernel.  1: another station has the address. */
static int ask_kernel(const struct state *state, const struct grant *grant,
		      const struct lladdr *lladdr, struct owner *owner,
		      struct error *err)
{
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

/* 1: *ret_owner has the address. */
static int is_in_use(const struct state *state, const struct grant *grant,
		     const struct lladdr *lladdr, struct owner *ret_owner,
		     struct error *err)
{
	const struct lease_place place = { .link = &grant->network->link };

	*ret_owner = (struct owner){
		.is_reserved = policy_is_reserved(state->policy, grant->network,
						  lladdr, &grant->request.vm),
		.lease = lease_with_lladdr(state->leases, &place, lladdr),
	};
	if (ret_owner->is_reserved || ret_owner->lease)
		return 1;
	return ask_kernel(state, grant, lladdr, ret_owner, err);
}

static int draw(void *ret_bytes, size_t size, struct error *err)
{
	return getrandom(ret_bytes, size, 0) == (ssize_t)size
		       ? 0
		       : error_set(err, VMTAP_E_INTERNAL, EIO,
				   "getrandom failed");
}

static struct lladdr lladdr_of(const struct state *state,
			       const struct grant *grant, unsigned int instance)
{
	return policy_lladdr(&grant->decision, state->host_id, grant->peer->uid,
			     &grant->request.vm, instance);
}

/*
 * When a port gets an address, the bridge drops the entry of the station that
 * had it (pinned.h).  So the port's own address must be free, too; nobody ever
 * sees it, so any free one will do.
 */
static int choose_link_lladdr(const struct state *state, struct grant *grant,
			      struct error *err)
{
	const struct kind *kind = kind_of(grant->network->kind);
	struct lladdr lladdr = device_lladdr(kind->kind, &grant->choice.lladdr);
	uint8_t random[LLADDR_LEN];
	struct owner owner;
	int r = 0;

	for (unsigned int i = 0; kind->is_port; i++) {
		r = is_in_use(state, grant, &lladdr, &owner, err);
		if (r < 0)
			return r;
		if ((r == 0 && !owner.yields) || i == LINK_ATTEMPTS)
			break;
		r = draw(random, sizeof(random), err);
		if (r < 0)
			return r;
		lladdr = lladdr_host_side_any(random);
	}
	if (r > 0)
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": no address is free for the port of the bridge itself; try again",
			grant->request.network.s);
	grant->choice.link_lladdr = lladdr;
	return 0;
}

/* May the guest choose, by the first address that it uses?  Only if the user
 * may choose addresses; otherwise the user gets one, as without the flag. */
static bool is_guests_choice(const struct grant *grant)
{
	return request_has(&grant->request, VMTAP_PROTO_F_LLADDR_UNKNOWN) &&
	       !grant->decision.lladdr &&
	       (grant->decision.options & OPTION_MAC) &&
	       kind_of(grant->network->kind)->is_port;
}

/* If the VMM chooses and does not tell, as with QEMU's helper=, a bridge still
 * works: the address drawn here serves only to make the port's own. */
static int choose_any(const struct state *state, struct grant *grant,
		      struct error *err)
{
	unsigned int any;
	int r = draw(&any, sizeof(any), err);

	if (r == 0)
		grant->choice.lladdr = lladdr_of(state, grant, any);
	return r;
}

static bool is_the_only_one(const struct grant *grant)
{
	return !grant->choice.has_lladdr ||
	       request_has(&grant->request, VMTAP_PROTO_F_LLADDR) ||
	       grant->request.vm.s[0] != '\0';
}

/* Another macvlan or a station of the bridge may have the address; the kernel
 * finds that when it makes the link or its port. */
static bool is_for_next(struct grant *grant, int r)
{
	return r == -EADDRINUSE && !is_the_only_one(grant) &&
	       ++grant->choice.attempts < KERNEL_ATTEMPTS;
}

/* The guest's address is chosen: choose the link's, and attempt. */
static int go_on(const struct state *state, struct grant *grant,
		 choose_attempt *attempt, struct error *err)
{
	int r = choose_link_lladdr(state, grant, err);

	return r < 0 ? r : attempt(state, grant, err);
}

static int try_each(const struct state *state, struct grant *grant,
		    choose_attempt *attempt, struct error *err)
{
	const unsigned int end =
		grant->usage.of_user.devices + FURTHER_ATTEMPTS;
	const struct request *request = &grant->request;
	struct choice *choice = &grant->choice;
	struct owner owner;
	int r;

	for (;; choice->instance++) {
		choice->lladdr =
			request_has(request, VMTAP_PROTO_F_LLADDR)
				? request->lladdr
				: lladdr_of(state, grant, choice->instance);
		r = is_in_use(state, grant, &choice->lladdr, &owner, err);
		if (r < 0)
			return r;
		if (r == 0) {
			choice->is_taken_over = owner.yields;
			r = go_on(state, grant, attempt, err);
			if (!is_for_next(grant, r))
				return r;
		} else if (is_the_only_one(grant) || choice->instance >= end) {
			return refuse_in_use(grant, &choice->lladdr, &owner,
					     err);
		}
	}
}

int choose_lladdr(const struct state *state, struct grant *grant,
		  choose_attempt *attempt, struct error *err)
{
	int r;

	grant->choice.has_lladdr = !is_guests_choice(grant);
	if (grant->choice.has_lladdr)
		return try_each(state, grant, attempt, err);
	r = choose_any(state, grant, err);
	return r < 0 ? r : go_on(state, grant, attempt, err);
}

int choose_next(const struct state *state, struct grant *grant,
		choose_attempt *attempt, struct error *err)
{
	if (!is_for_next(grant, -EADDRINUSE))
		return -EADDRINUSE;
	grant->choice.instance++;
	return try_each(state, grant, attempt, err);
}
