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
#include <syslog.h>

#include "daemon/event/loop.h"
#include "daemon/log/log.h"
#include "daemon/notes/notes.h"
#include "daemon/notes/places.h"
#include "link/rtnl/address/rtnl-addr.h"

struct addresses {
	struct lease_table *leases;
	struct places *places;
	struct rtnl_events *monitor;
	struct event *events;
};

static void tell(const struct lease *lease)
{
	char text[PREFIX_TEXT_SIZE], sentence[NOTES_SENTENCE_SIZE];

	prefix_format(&lease->noted.host_address, text);
	notes_describe(lease, NOTE_HOST_ADDRESS, sentence);
	log_lease(lease->facts.uid, LOG_WARNING,
		  "address: device=%s uid=%u address=%s: %s", lease->ifname.s,
		  lease->facts.uid, text, sentence);
}

static bool is_told(const struct lease *lease, const struct prefix *address)
{
	return lease->noted.host_address.family == address->family &&
	       memcmp(lease->noted.host_address.b, address->b,
		      sizeof(address->b)) == 0;
}

/* A lease that is renewed is announced again: it is the same address. */
static void on_address(const struct rtnl_addr *addr, void *data)
{
	const struct addresses *addresses = data;
	struct lease *lease = lease_numbered(addresses->leases, addr->ifindex);

	if (!lease)
		places_doubt(addresses->places, addr->ifindex);
	if (!lease || lease->state != LEASE_LIVE)
		return;
	if (addr->is_gone) {
		if (is_told(lease, &addr->address)) {
			lease->noted.host_address = (struct prefix){ 0 };
			(void)notes_set(lease, NOTE_HOST_ADDRESS, false);
		}
	} else if (lease->noted.host_address.family == AF_UNSPEC) {
		lease->noted.host_address = addr->address;
		if (notes_set(lease, NOTE_HOST_ADDRESS, true))
			tell(lease);
	}
}

static void ready(evutil_socket_t fd, short what, void *data)
{
	struct addresses *addresses = data;
	int r = rtnl_addr_monitor_read(addresses->monitor, on_address,
				       addresses);

	(void)fd;
	(void)what;
	if (r == -ENOBUFS)
		log_warning(
			"events of addresses were lost; the host may have one on a guest's card");
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
	addresses->leases = state->leases;
	addresses->places = state->places;
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
