/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choose.c - chooses the address of a device that the policy grants, and makes
 * sure that it is free.
 */
#include "daemon/choose.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "common/kind.h"
#include "daemon/lease/owner.h"
#include "link/device.h"

/*
 * A device without a name gets the first address of its user's that is free.
 * The table of leases knows where to begin (lease_instance()), so the search
 * does not pass by the user's own devices each time.  It goes round the range
 * once at most.
 *
 * Other users may have a few of the addresses.  After this many further
 * attempts the range is as good as full.
 */
#define FURTHER_ATTEMPTS 128
/* Stations may have any number of the addresses.  Only the kernel knows that,
 * and all clients wait for its answers.  After so many questions the search
 * begins no other address. */
#define QUESTIONS_MAX 16
#define KERNEL_ATTEMPTS 8 /* each one makes a link */
#define LINK_ATTEMPTS 8 /* of 2^40 */

static bool is_spent(const struct choice *choice)
{
	return choice->is_one_of_many && choice->questions >= QUESTIONS_MAX;
}

/* Addresses to which the search did not come might be free. */
static int refuse_to_go_on(const struct grant *grant, struct error *err)
{
	const struct decision *decision = &grant->decision;
	char range[LLADDR_RANGE_TEXT_SIZE] = "all addresses";
	char last[LLADDR_TEXT_SIZE];

	if (decision->n_ranges > 0)
		lladdr_range_format(&decision->ranges[0], range);
	lladdr_format(&grant->choice.lladdr, last);
	return error_set(
		err, VMTAP_E_IN_USE, EADDRINUSE,
		"network \"%s\": other stations have the addresses of the range %s that vmtapd tried for you, %s was the last; ask for a free one with mac=, or ask the administrator for a range without other stations",
		grant->request.network.s, range, last);
}

static int refuse(const struct grant *grant, const struct owner *owner,
		  struct error *err)
{
	return is_spent(&grant->choice)
		       ? refuse_to_go_on(grant, err)
		       : owner_refuse(grant, &grant->choice.lladdr, owner, err);
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
		r = owner_find(state, grant, &lladdr, &owner, err);
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

static bool is_one_of_many(const struct grant *grant)
{
	return grant->choice.has_lladdr &&
	       !request_has(&grant->request, VMTAP_PROTO_F_LLADDR) &&
	       grant->request.vm.s[0] == '\0';
}

static void go_to(struct grant *grant, unsigned int instance)
{
	grant->choice.instance = instance % policy_n_lladdrs(&grant->decision);
}

/* Somebody has the address: go to the next one, if there is one. */
static bool go_to_next(struct grant *grant)
{
	const unsigned int most =
		grant->usage.of_user.devices + FURTHER_ATTEMPTS;
	struct choice *choice = &grant->choice;

	if (!choice->is_one_of_many || is_spent(choice) ||
	    ++choice->tried >= most ||
	    choice->tried >= policy_n_lladdrs(&grant->decision))
		return false;
	go_to(grant, choice->instance + 1);
	return true;
}

/* Another macvlan or a station of the bridge may have the address; the kernel
 * finds that when it makes the link or its port. */
static bool is_for_next(struct grant *grant, int r)
{
	return r == -EADDRINUSE && ++grant->choice.attempts < KERNEL_ATTEMPTS &&
	       go_to_next(grant);
}

/* When a lease of the user's ends, the search begins there. */
static void note_own(const struct grant *grant, const struct owner *owner)
{
	struct lease *lease = owner->lease;

	if (lease && grant->choice.is_one_of_many &&
	    lease->facts.uid == grant->peer->uid &&
	    strcmp(lease->facts.network.s, grant->request.network.s) == 0)
		lease_note_instance(lease, grant->choice.instance);
}

/* The guest's address is chosen: choose the link's, and attempt. */
static int go_on(const struct state *state, struct grant *grant,
		 choose_attempt *attempt, struct error *err)
{
	int r = owner_check_macs(state, grant, err);

	if (r == 0)
		r = choose_link_lladdr(state, grant, err);
	return r < 0 ? r : attempt(state, grant, err);
}

static int try_each(const struct state *state, struct grant *grant,
		    choose_attempt *attempt, struct error *err)
{
	const struct request *request = &grant->request;
	struct choice *choice = &grant->choice;
	struct owner owner;
	int r;

	for (;;) {
		choice->lladdr =
			request_has(request, VMTAP_PROTO_F_LLADDR)
				? request->lladdr
				: lladdr_of(state, grant, choice->instance);
		r = owner_find(state, grant, &choice->lladdr, &owner, err);
		if (r < 0)
			return r;
		if (r == 0) {
			choice->is_taken_over = owner.yields;
			r = go_on(state, grant, attempt, err);
			if (!is_for_next(grant, r))
				return r;
		} else {
			note_own(grant, &owner);
			if (!go_to_next(grant))
				return refuse(grant, &owner, err);
		}
	}
}

/* The address of a VM's name must not change with what others do.  So only what
 * the policy itself keeps back leads to the next one. */
static void skip_reserved(const struct state *state, struct grant *grant)
{
	const unsigned int n = policy_n_lladdrs(&grant->decision);

	for (unsigned int i = 0; i < n && i < FURTHER_ATTEMPTS; i++) {
		const struct lladdr lladdr = lladdr_of(state, grant, i);

		if (policy_is_reserved(state->policy, grant->network, &lladdr,
				       &grant->request.vm) ||
		    policy_is_withheld(state->policy, grant->network, &lladdr))
			continue;
		grant->choice.instance = i;
		return;
	}
}

int choose_lladdr(const struct state *state, struct grant *grant,
		  choose_attempt *attempt, struct error *err)
{
	int r;

	grant->choice.has_lladdr = !is_guests_choice(grant);
	grant->choice.is_one_of_many = is_one_of_many(grant);
	if (grant->choice.is_one_of_many)
		go_to(grant,
		      lease_instance(state->leases, &grant->request.network,
				     grant->peer->uid));
	else if (grant->request.vm.s[0])
		skip_reserved(state, grant);
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
	return try_each(state, grant, attempt, err);
}
