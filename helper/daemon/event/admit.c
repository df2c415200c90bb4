/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * admit.c - answers for one address that a guest has used: from now on the
 * guest has it, or it is refused.  policy/retain.c says whether the guest may
 * have it; link/fence/port.c keeps the guest to it.
 */
#include "daemon/event/admit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/kind.h"
#include "daemon/event/pinned.h"
#include "daemon/lease/retain.h"
#include "daemon/log/audit.h"
#include "daemon/log/log.h"
#include "daemon/notes/notes.h"
#include "link/fence/attach.h"
#include "link/fence/port.h"
#include "link/inuse.h"

static const char another_device[] = "another device on this bridge has it",
		  another_station[] = "another station of this bridge has it";

const char *admit_refusal(const struct state *state, const struct lease *lease,
			  const struct admit_wish *wish,
			  struct decision *ret_decision)
{
	const struct inuse_place place = {
		.kind = lease->facts.kind,
		.link = lease->link,
		.ifindex = lease->link_ifindex,
		.fence = &ret_decision->fence,
		.vlan = wish->vlan,
		.port = lease->ifindex,
	};
	const struct lladdr *lladdr = wish->lladdr;
	struct holder holder = { .inuse = INUSE_NOT };
	const char *why;

	if (!lladdr_is_station(lladdr))
		return "no station has such an address";
	why = retain_refuse_learning(state, lease, lladdr, wish->vm,
				     ret_decision);
	if (why)
		return why;
	/* only OPEN asks whether somebody has those */
	if (ret_decision->fence.n_macs > 0)
		return "the VM of that name has further addresses, which only vm= in the request for the device gives";
	if (pinned_owner(state->leases, lease, lladdr))
		return another_device;
	/* in this mode the macvtap and the lower device share one address */
	if (lease->facts.mode == VMTAP_MODE_PASSTHRU)
		return NULL;
	if (inuse_find(state->host->rtnl, &place, lladdr, &holder) < 0)
		return "it is not certain that nobody has it";
	if (holder.inuse == INUSE_ROUTER)
		return ret_decision->lladdr
			       ? NULL /* the table's: it is that router */
			       : "a default router of this host has it";
	if (holder.inuse != INUSE_NOT)
		return kind_of(lease->facts.kind)->is_port
			       ? another_station
			       : "another station of its lower device has it";
	return NULL;
}

/* The filter is that of today's policy.  The port stays as it was granted, unless
 * that is not known. */
void admit_keep(struct lease *lease, const struct fence *fence)
{
	struct fence *kept = &lease->again.fence;

	if (!lease->again.has_fence) {
		lease->again.has_fence = true;
		*kept = *fence;
		return;
	}
	kept->filters = fence->filters;
	kept->n_addresses = fence->n_addresses;
	memcpy(kept->addresses, fence->addresses, sizeof(kept->addresses));
	kept->n_macs = fence->n_macs;
	memcpy(kept->macs, fence->macs, sizeof(kept->macs));
	kept->link_local = fence->link_local;
	kept->hides_addresses = fence->hides_addresses;
}

static int pin(const struct state *state, struct lease *lease,
	       const struct facts *facts, const struct fence *fence,
	       struct error *err)
{
	char alias[RTNL_ALIAS_MAX + 1];
	int r;

	device_mark(state->host->instance, facts, alias);
	r = port_pin(state->host->rtnl, lease->ifindex, &facts->lladdr, fence,
		     alias);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r, "%s", strerror(-r));
	lease_set_facts(state->leases, lease, facts);
	lease->again.entry = LEASE_ENTRY_SET;
	admit_keep(lease, fence);
	pinned_keep(lease, fence);
	return 0;
}

static void shut(const struct state *state, struct lease *lease,
		 const char *why)
{
	int r = port_close(state->host->rtnl, lease->ifindex);
	char reason[NOTES_SENTENCE_SIZE];

	lease->facts.guest = GUEST_UNKNOWN;
	(void)snprintf(reason, sizeof(reason),
		       "%s; it may send nothing more%s%s", why,
		       r < 0 ? ", but the port cannot be locked: " : "",
		       r < 0 ? strerror(-r) : "");
	audit_event(lease, AUDIT_SHUT, reason);
}

static bool was_refused(const struct lease *lease, const struct lladdr *lladdr)
{
	for (unsigned int i = 0; i < lease->learn.refusals; i++)
		if (lladdr_equal(&lease->learn.refused[i], lladdr))
			return true;
	return false;
}

/* Count the frames: each one from a refused address costs vmtapd a message. */
static bool does_not_stop(struct lease *lease)
{
	const uint64_t now = clock_seconds();

	if (now - lease->learn.repeats_since >= LEASE_REPEATS_SECONDS) {
		lease->learn.repeats_since = now;
		lease->learn.repeats = 0;
	}
	return ++lease->learn.repeats > LEASE_REPEATS_MAX;
}

/* Take the waiting entry away: it would keep out another guest that may have
 * the address, for that guest's locked port silently drops frames whose address
 * has an entry at another port. */
static void forget(const struct state *state, const struct lease *lease,
		   const struct rtnl_fdb *fdb)
{
	int r = port_forget_station(state->host->rtnl, lease->ifindex,
				    &fdb->lladdr, fdb->vlan);

	if (r < 0 && r != -ENODEV)
		log_error(
			"device %s: an address that was refused stays in the bridge: %s",
			lease->ifname.s, strerror(-r));
}

/* The client reads in list and show why nothing passes. */
static void note(struct lease *lease, const struct lladdr *lladdr,
		 const char *why)
{
	const bool is_twin = why == another_device || why == another_station;

	if (is_twin)
		lease->learn.taken = *lladdr;
	(void)notes_set(lease, NOTE_TWIN, is_twin);
	(void)notes_set(lease, NOTE_MUTE, !is_twin);
}

/*
 * An entry that is not locked: the bridge itself has let the address in.  A
 * port without MAB does so always; then the guest gets no second try, because
 * the port would have to stay open.  A port with MAB does so if the frame went
 * to one of the bridge's own groups (01:80:c2:.., br_handle_local_finish() in
 * net/bridge/br_input.c); no honest guest begins with that.
 */
static void refuse(const struct state *state, struct lease *lease,
		   const struct rtnl_fdb *fdb, const char *text,
		   const char *why)
{
	bool is_repeated = was_refused(lease, &fdb->lladdr);

	if (!is_repeated) {
		audit_address(lease, AUDIT_REFUSED, text, why);
		lease->learn.refused[lease->learn.refusals++] = fdb->lladdr;
		note(lease, &fdb->lladdr, why);
	}
	/* shut() ends MAB, which deletes waiting entries; so only the last case
	 * has to */
	if (!fdb->is_locked)
		shut(state, lease,
		     "an address was refused that the bridge had let in");
	else if (lease->learn.refusals >= LEASE_REFUSALS_MAX)
		shut(state, lease, "too many addresses were refused");
	else if (is_repeated && does_not_stop(lease))
		shut(state, lease,
		     "it goes on with addresses that were refused");
	else
		forget(state, lease, fdb);
}

int admit_pin(const struct state *state, struct lease *lease,
	      const struct facts *facts, struct fence *fence, struct error *err)
{
	const struct filter_spec filter = {
		.ebpf = state->host->ebpf,
		.kind = lease->facts.kind,
		.ifindex = lease->ifindex,
		.fence = fence,
		.lladdr = &facts->lladdr,
	};
	char text[LLADDR_TEXT_SIZE];
	int r;

	/* the device was granted with this filter, whatever the policy says
	 * today */
	fence->filters |= FENCE_MAC;
	/* the filter comes first: it must know the address before the bridge
	 * lets it pass */
	r = filter_replace(state->host->rtnl, &filter, err);
	if (r == 0)
		r = pin(state, lease, facts, fence, err);
	if (r < 0) {
		lladdr_format(&facts->lladdr, text);
		audit_address(lease, AUDIT_NOT_PINNED, text, err->text);
		shut(state, lease, "its address is not certain");
		return r;
	}
	(void)notes_set(lease, NOTE_TWIN, false);
	(void)notes_set(lease, NOTE_MUTE, false);
	(void)notes_set(lease, NOTE_OTHER_ADDRESS, false);
	return 0;
}

void admit_address(const struct state *state, struct lease *lease,
		   const struct rtnl_fdb *fdb)
{
	const struct admit_wish wish = {
		.lladdr = &fdb->lladdr,
		.vm = &lease->facts.vm,
		.vlan = fdb->vlan,
	};
	struct facts facts = lease->facts;
	struct decision decision;
	struct error err;
	char text[LLADDR_TEXT_SIZE];
	const char *why = admit_refusal(state, lease, &wish, &decision);

	lladdr_format(&fdb->lladdr, text);
	if (why) {
		refuse(state, lease, fdb, text, why);
		return;
	}
	facts.guest = GUEST_LEARNED;
	facts.lladdr = fdb->lladdr;
	if (admit_pin(state, lease, &facts, &decision.fence, &err) < 0)
		return;
	audit_address(lease, AUDIT_LEARNED, text, NULL);
}
