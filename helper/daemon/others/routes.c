/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * routes.c - one line of the log for the first default route, and for the next
 * one once that has gone.
 */
#include "daemon/others/routes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "daemon/event/loop.h"
#include "daemon/log/audit.h"
#include "daemon/log/log.h"
#include "daemon/notes/notes.h"
#include "link/rtnl/address/rtnl-route.h"

struct routes {
	struct lease_table *leases;
	struct rtnl_events *monitor;
	struct event *events;
};

static void tell(const struct lease *lease)
{
	char sentence[NOTES_SENTENCE_SIZE];

	notes_describe(lease, NOTE_HOST_ROUTE, sentence);
	audit_event(lease, AUDIT_ROUTE, sentence);
}

static void on_route(const struct rtnl_route *route, void *data)
{
	const struct routes *routes = data;
	struct lease *lease = lease_numbered(routes->leases, route->ifindex);

	if (!lease || lease->state != LEASE_LIVE)
		return;
	if (route->is_gone) {
		if (lease->others.route == route->family) {
			lease->others.route = AF_UNSPEC;
			(void)notes_set(lease, NOTE_HOST_ROUTE, false);
		}
	} else if (lease->others.route == AF_UNSPEC) {
		lease->others.route = route->family;
		if (notes_set(lease, NOTE_HOST_ROUTE, true))
			tell(lease);
	}
}

void routes_address_gone(struct lease *lease)
{
	if (lease->others.route != AF_INET)
		return;
	lease->others.route = AF_UNSPEC;
	(void)notes_set(lease, NOTE_HOST_ROUTE, false);
}

static void ready(evutil_socket_t fd, short what, void *data)
{
	struct routes *routes = data;
	int r = rtnl_route_monitor_read(routes->monitor, on_route, routes);

	(void)fd;
	(void)what;
	if (r == -ENOBUFS)
		log_warning(
			"events of routes were lost; the host's default route may go through a guest's card");
	else if (r < 0)
		log_error("events of routes cannot be read: %s", strerror(-r));
}

int routes_start(struct state *state, struct error *err)
{
	struct routes *routes = calloc(1, sizeof(*routes));
	int r;

	(void)err;
	if (!routes)
		return -ENOMEM;
	state->routes = routes;
	routes->leases = state->leases;
	r = rtnl_route_monitor_open(&routes->monitor);
	return r < 0 ? r
		     : loop_listen(state->base, rtnl_events_fd(routes->monitor),
				   ready, routes, &routes->events);
}

void routes_stop(struct state *state)
{
	struct routes *routes = state->routes;

	if (!routes)
		return;
	loop_forget(routes->events);
	rtnl_events_close(routes->monitor);
	free(routes);
	state->routes = NULL;
}
