/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * addresses.c - one line of the log for the first address, and for the next one
 * once that has gone.
 */
#include "daemon/others/addresses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "daemon/event/loop.h"
#include "daemon/log/audit.h"
#include "daemon/log/log.h"
#include "daemon/notes/notes.h"
#include "daemon/notes/places.h"
#include "daemon/others/routes.h"
#include "link/rtnl/address/rtnl-addr.h"

struct addresses {
	const struct state *state;
	struct rtnl_events *monitor;
	struct event *events;
};

static void tell(const struct lease *lease)
{
	char text[PREFIX_TEXT_SIZE], sentence[NOTES_SENTENCE_SIZE];

	prefix_format(&lease->others.address, text);
	notes_describe(lease, NOTE_HOST_ADDRESS, sentence);
	audit_address(lease, AUDIT_ADDRESS, text, sentence);
}

static bool is_told(const struct lease *lease, const struct prefix *address)
{
	return lease->others.address.family == address->family &&
	       memcmp(lease->others.address.b, address->b,
		      sizeof(address->b)) == 0;
}

static void take_back(struct lease *lease)
{
	lease->others.address = (struct prefix){ 0 };
	(void)notes_set(lease, NOTE_HOST_ADDRESS, false);
	routes_address_gone(lease);
}

/* A lease that is renewed is announced again: it is the same address. */
static void on_address(const struct rtnl_addr *addr, void *data)
{
	const struct addresses *addresses = data;
	struct lease *lease =
		lease_numbered(addresses->state->leases, addr->ifindex);

	if (!lease)
		places_doubt(addresses->state->places, addr->ifindex);
	if (!lease || lease->state != LEASE_LIVE)
		return;
	if (addr->is_gone) {
		if (is_told(lease, &addr->address))
			take_back(lease);
	} else if (lease->others.address.family == AF_UNSPEC) {
		lease->others.address = addr->address;
		if (notes_set(lease, NOTE_HOST_ADDRESS, true))
			tell(lease);
	}
}

static void see(const struct rtnl_addr *addr, void *data)
{
	const struct addresses *addresses = data;
	struct lease *lease =
		lease_numbered(addresses->state->leases, addr->ifindex);

	if (lease && is_told(lease, &addr->address))
		lease->others.is_seen = true;
}

static void forget_seen(void *data)
{
	const struct addresses *addresses = data;
	struct lease *lease;

	TAILQ_FOREACH (lease, &addresses->state->leases->all, entry)
		lease->others.is_seen = false;
}

/* What was told and has gone makes room for another one. */
void addresses_look(const struct state *state)
{
	struct addresses *addresses = state->addresses;
	struct lease *lease;
	int r;

	if (state->leases->n == 0)
		return;
	r = rtnl_addr_dump(state->host->rtnl, forget_seen, see, addresses);
	TAILQ_FOREACH (lease, &state->leases->all, entry)
		if (r == 0 && lease->others.address.family != AF_UNSPEC &&
		    !lease->others.is_seen)
			take_back(lease);
	if (r == 0)
		r = rtnl_addr_dump(state->host->rtnl, NULL, on_address,
				   addresses);
	if (r < 0)
		log_error("the addresses cannot be listed: %s", strerror(-r));
}

static void ready(evutil_socket_t fd, short what, void *data)
{
	struct addresses *addresses = data;
	int r = rtnl_addr_monitor_read(addresses->monitor, on_address,
				       addresses);

	(void)fd;
	(void)what;
	if (r == -ENOBUFS)
		addresses_look(addresses->state);
	else if (r < 0)
		log_error("events of addresses cannot be read: %s",
			  strerror(-r));
}

int addresses_start(struct state *state, struct error *err)
{
	struct addresses *addresses = calloc(1, sizeof(*addresses));
	int r;

	(void)err;
	if (!addresses)
		return -ENOMEM;
	state->addresses = addresses;
	addresses->state = state;
	r = rtnl_addr_monitor_open(&addresses->monitor);
	return r < 0 ? r
		     : loop_listen(state->base,
				   rtnl_events_fd(addresses->monitor), ready,
				   addresses, &addresses->events);
}

void addresses_stop(struct state *state)
{
	struct addresses *addresses = state->addresses;

	if (!addresses)
		return;
	loop_forget(addresses->events);
	rtnl_events_close(addresses->monitor);
	free(addresses);
	state->addresses = NULL;
}
