/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pinned.c - sets static entries again.  It grants nothing: each entry belongs
 * to a lease.  It does not ask who took the entry away, but who has the address
 * now.
 */
#include "daemon/event/pinned.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kind.h"
#include "daemon/event/loop.h"
#include "daemon/log/audit.h"
#include "daemon/notes/notes.h"
#include "link/fence/port.h"
#include "link/inuse.h"

/* After a loss of events all entries are set again, each by a message to the
 * kernel.  Requests must not wait for all of them, so there is a pause after
 * these. */
#define AT_ONCE 32
#define PAUSE_US 5000

struct pinned {
	const struct state *state;
	struct event *more; /* timer, runs only while some are left */
};

struct lease *pinned_owner(const struct lease_table *table,
			   const struct lease *lease,
			   const struct lladdr *lladdr)
{
	const struct lease_place place = {
		.link = &lease->link,
		.ifindex = lease->link_ifindex,
		.except = lease,
	};

	return kind_of(lease->facts.kind)->is_port
		       ? lease_with_lladdr(table, &place, lladdr)
		       : NULL;
}

void pinned_suspect(struct lease *lease)
{
	if (lease->again.entry == LEASE_ENTRY_SET ||
	    lease->again.entry == LEASE_ENTRY_AWAY)
		lease->again.entry = LEASE_ENTRY_DOUBTFUL;
}

void pinned_gone(const struct lease_table *table, unsigned int bridge,
		 const struct lladdr *lladdr)
{
	static const struct ifname none;
	const struct lease_place place = { .link = &none, .ifindex = bridge };
	struct lease *lease = lease_with_lladdr(table, &place, lladdr);

	if (lease && facts_has_lladdr(&lease->facts) &&
	    lladdr_equal(&lease->facts.lladdr, lladdr))
		pinned_suspect(lease);
}

void pinned_doubt(const struct lease_table *table)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &table->all, entry)
		pinned_suspect(lease);
}

void pinned_keep(struct lease *lease, const struct fence *fence)
{
	lease->facts.n_macs = 0;
	if (!kind_of(lease->facts.kind)->is_port ||
	    !(fence->filters & FENCE_MAC))
		return;
	for (size_t i = 0; i < fence->n_macs; i++)
		if (!lladdr_is_virtual(&fence->macs[i]))
			lease->facts.macs[lease->facts.n_macs++] =
				fence->macs[i];
}

/* The alias does not tell further addresses.  The port of a virtual router is
 * not locked, so adopt.c took it for one without entries. */
static void adopt_macs(struct lease *lease)
{
	const struct fence *fence = lease_fence(lease);

	if (!facts_has_lladdr(&lease->facts) || !fence || fence->n_macs == 0)
		return;
	pinned_keep(lease, fence);
	if (kind_of(lease->facts.kind)->is_port && (fence->filters & FENCE_MAC))
		lease->again.entry = LEASE_ENTRY_DOUBTFUL;
}

void pinned_adopt(const struct state *state)
{
	struct lease *lease;

	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (lease->state == LEASE_LIVE)
			adopt_macs(lease);
}

bool pinned_has(const struct lease *lease, const struct lladdr *lladdr)
{
	for (size_t i = 0; i < lease->facts.n_macs; i++)
		if (lladdr_equal(&lease->facts.macs[i], lladdr))
			return true;
	return facts_has_lladdr(&lease->facts) &&
	       lladdr_equal(&lease->facts.lladdr, lladdr);
}

static void tell_failed(const struct lease *lease, int r)
{
	char text[LLADDR_TEXT_SIZE], reason[256];

	lladdr_format(&lease->facts.lladdr, text);
	(void)snprintf(
		reason, sizeof(reason),
		"its address cannot be pinned again: %s; the bridge may drop what it sends",
		strerror(-r));
	audit_address(lease, AUDIT_NOT_PINNED, text, reason);
}

static void set(const struct state *state, struct lease *lease)
{
	const struct port_stations stations = {
		.lladdr = &lease->facts.lladdr,
		.macs = lease->facts.macs,
		.n_macs = lease->facts.n_macs,
	};
	int r = port_set_stations(state->host->rtnl, lease->ifindex, &stations);

	lease->again.entry = LEASE_ENTRY_SET;
	/* -ENODEV, -EOPNOTSUPP: the device is gone, or has left its bridge;
	 * watch.c logs that */
	if (r < 0 && r != -ENODEV && r != -EOPNOTSUPP)
		tell_failed(lease, r);
}

static void tell(const struct lease *lease)
{
	char sentence[NOTES_SENTENCE_SIZE];

	notes_describe(lease, NOTE_ELSEWHERE, sentence);
	audit_event(lease, AUDIT_ELSEWHERE, sentence);
}

void pinned_settle(const struct state *state, struct lease *lease)
{
	const bool is_away = inuse_is_elsewhere(
		state->host->rtnl, lease->link_ifindex, lease->again.fence.vlan,
		lease->ifindex, &lease->facts.lladdr);

	if (is_away)
		lease->again.entry = LEASE_ENTRY_AWAY;
	else
		set(state, lease);
	if (notes_set(lease, NOTE_ELSEWHERE, is_away))
		tell(lease);
}

void pinned_renew(const struct state *state)
{
	const struct timeval pause = { .tv_usec = PAUSE_US };
	struct event *more = state->pinned->more;
	unsigned int n = 0;
	struct lease *lease;

	if (evtimer_pending(more, NULL))
		return;
	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		if (lease->again.entry != LEASE_ENTRY_DOUBTFUL ||
		    lease->state != LEASE_LIVE)
			continue;
		if (n++ == AT_ONCE) {
			(void)evtimer_add(more, &pause);
			return;
		}
		pinned_settle(state, lease);
	}
}

static void renew_more(evutil_socket_t fd, short what, void *data)
{
	const struct pinned *pinned = data;

	(void)fd;
	(void)what;
	pinned_renew(pinned->state);
}

int pinned_start(struct state *state, struct error *err)
{
	struct pinned *pinned = calloc(1, sizeof(*pinned));

	(void)err;
	if (!pinned)
		return -ENOMEM;
	state->pinned = pinned;
	pinned->state = state;
	return loop_timer(state->base, renew_more, pinned, &pinned->more);
}

void pinned_stop(struct state *state)
{
	struct pinned *pinned = state->pinned;

	if (!pinned)
		return;
	loop_forget(pinned->more);
	free(pinned);
	state->pinned = NULL;
}
