/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tamper.c - compares a link with its lease.  One message puts back what the
 * holder changed; expire.c ends leases.
 */
#include "daemon/event/tamper.h"

#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>

#include "common/kind.h"
#include "daemon/event/pinned.h"
#include "daemon/hold/hold.h"
#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"

/* What differs from the grant, and how a holder does that. */
enum wrong {
	WRONG_LLADDR = 1 << 0, /* SIOCSIFHWADDR */
	WRONG_CARRIER = 1 << 1, /* TUNSETCARRIER; a device that is held by name
				 * has no carrier while nobody has opened it */
	WRONG_PERSIST = 1 << 2, /* TUNSETPERSIST */
	WRONG_OWNER = 1 << 3, /* TUNSETOWNER, TUNSETGROUP */
	WRONG_TYPE = 1 << 4, /* TUNSETLINK */
	WRONG_QUEUES = 1 << 5, /* TUNSETIFF on another descriptor */
	WRONG_TAKEN = 1 << 6, /* another lease has that address */
	WRONG_FIXED = 1 << 7, /* the administrator has fixed it elsewhere */
};

/* vmtapd can put these back, and nothing of the change remains. */
#define RESTORABLE ((unsigned int)(WRONG_LLADDR | WRONG_CARRIER))
/* An event shows the owner as the process that caused the event sees it, in its
 * user namespace.  So it proves nothing; only tamper_judge() acts on it. */
#define HEARSAY ((unsigned int)WRONG_OWNER)
/* Of a device by name, late events show it before the grant made it persistent,
 * which is the grant's last step, and with the queue that vmtapd attaches for a
 * moment to put things back. */
#define HEARSAY_BY_NAME                                                        \
	((unsigned int)(WRONG_OWNER | WRONG_PERSIST | WRONG_QUEUES))

bool tamper_is_owned(const struct facts *facts, const struct rtnl_link *link)
{
	return facts->hold.is_on ? !link->has_group && link->owner == facts->uid
				 : !link->has_owner;
}

static unsigned int compare(const struct lease *lease,
			    const struct rtnl_link *link)
{
	const struct kind *kind = kind_of(lease->facts.kind);
	const struct facts_hold *hold = &lease->facts.hold;
	unsigned int wrong = 0;

	if ((kind->holder_sets & KIND_CHANGE_LLADDR) &&
	    !lladdr_equal(&link->lladdr, &lease->facts.link_lladdr))
		wrong |= WRONG_LLADDR;
	if ((kind->holder_sets & KIND_CHANGE_CARRIER) &&
	    (link->flags & IFF_UP) && !link->has_carrier && !hold->is_on)
		wrong |= WRONG_CARRIER;
	if (link->is_persistent != hold->is_on)
		wrong |= WRONG_PERSIST;
	if (!tamper_is_owned(&lease->facts, link))
		wrong |= WRONG_OWNER;
	if (link->type != ARPHRD_ETHER)
		wrong |= WRONG_TYPE;
	if (link->queues > lease->facts.queues)
		wrong |= WRONG_QUEUES;
	return wrong;
}

bool tamper_is_as_granted(const struct lease *lease,
			  const struct rtnl_link *link)
{
	return compare(lease, link) == 0;
}

/* A holder that takes the address of another guest does so on purpose, and the
 * other guest loses its entry in the bridge: set that entry again. */
static unsigned int find_wrong(const struct state *state,
			       const struct lease *lease,
			       const struct rtnl_link *link)
{
	unsigned int wrong = compare(lease, link);
	struct lease *owner;

	if (!(wrong & WRONG_LLADDR))
		return wrong;
	owner = pinned_owner(state->leases, lease, &link->lladdr);
	if (!owner)
		return wrong;
	pinned_suspect(owner);
	return wrong | WRONG_TAKEN;
}

/* The kernel tells what changed, and not who did it: udev and managers of
 * networks change addresses as well.  Only a holder can do the first two. */
static const char *describe(const struct lease *lease, unsigned int wrong)
{
	const bool is_by_name = lease->facts.hold.is_on;

	if (wrong & WRONG_PERSIST)
		return is_by_name
			       ? "its holder made it end with its descriptors"
			       : "its holder made it persistent";
	if (wrong & WRONG_OWNER)
		return is_by_name ? "its holder gave it to another user"
				  : "its holder made it attachable by name";
	if (wrong & WRONG_TYPE)
		return "the type of the link was changed";
	if (wrong & WRONG_QUEUES)
		return "it has more queues than were granted";
	if (wrong & WRONG_TAKEN)
		return "it got the address of another device";
	if (wrong & WRONG_FIXED)
		return "it got an address that a static entry of the bridge has";
	if (wrong & WRONG_LLADDR)
		return "the address of the link was changed";
	return "the carrier was taken off the link";
}

static void revoke(const struct state *state, struct lease *lease,
		   const char *why)
{
	audit_forfeited(lease, why);
	expire_lease(state->reaper, state->host, lease);
}

static int put_back(const struct state *state, const struct lease *lease,
		    unsigned int wrong)
{
	struct rtnl_set set = {
		.lladdr = wrong & WRONG_LLADDR ? &lease->facts.link_lladdr
					       : NULL,
		.has_carrier = wrong & WRONG_CARRIER,
	};

	rtnl_begin(state->host->rtnl);
	rtnl_add_set(state->host->rtnl, lease->ifindex, &set);
	return rtnl_commit(state->host->rtnl, NULL);
}

static void restore(const struct state *state, struct lease *lease,
		    const struct rtnl_link *link, unsigned int wrong)
{
	int r;

	if (lease->tamper.repairs++ == TAMPER_REPAIRS) {
		revoke(state, lease,
		       "what vmtapd puts back is changed again and again");
		return;
	}
	r = put_back(state, lease, wrong);
	if (r == -ENODEV)
		return; /* the link is gone, and an event tells watch.c */
	if (r < 0) {
		/* another device has the address, or no queue is attached */
		revoke(state, lease,
		       "it was changed so that it cannot be put back");
		return;
	}
	audit_restored(lease, wrong & WRONG_LLADDR ? &link->lladdr : NULL,
		       describe(lease, wrong));
}

/* A network that is not in the policy any more has the default. */
static bool has_revoke(const struct state *state, const struct lease *lease)
{
	const struct network *network =
		policy_network_named(state->policy, &lease->facts.network);

	return network && network->on_tamper == ON_TAMPER_REVOKE;
}

/* udev and other managers of the host look at each new link, and some give it an
 * address: in its first moments that is put back, and no guest loses its
 * device. */
static bool is_new(const struct lease *lease)
{
	const uint64_t since = lease->tamper.granted;

	return since > 0 && clock_ms() - since < TAMPER_NEW_MS;
}

void tamper_note(const struct state *state, struct lease *lease,
		 const struct rtnl_link *link)
{
	const uint64_t now = clock_seconds();

	if (now - lease->tamper.window >= TAMPER_SECONDS) {
		lease->tamper.window = now;
		lease->tamper.events = lease->tamper.repairs = 0;
	}
	lease->tamper.events++;
	lease->watch.is_noted = true;
	/* events of what the grant itself did come late; they lack the alias */
	lease->tamper.is_settled |= link->alias[0] != '\0';
	if (lease->tamper.is_settled)
		lease->tamper.noted |=
			find_wrong(state, lease, link) &
			~(lease->facts.hold.is_on ? HEARSAY_BY_NAME : HEARSAY);
}

void tamper_took_entry(struct lease *lease)
{
	lease->tamper.noted |= WRONG_FIXED;
	lease->watch.is_noted = true;
}

void tamper_judge(const struct state *state, struct lease *lease,
		  const struct rtnl_link *link)
{
	unsigned int now = find_wrong(state, lease, link);
	unsigned int ever = now | lease->tamper.noted;

	lease->tamper.noted = 0;
	hold_see(lease, link);
	if (lease->tamper.events > TAMPER_EVENTS)
		revoke(state, lease, "it changes without end");
	else if ((ever & ~RESTORABLE) ||
		 (ever && has_revoke(state, lease) && !is_new(lease)))
		revoke(state, lease, describe(lease, ever));
	else if (now)
		restore(state, lease, link, now);
}
