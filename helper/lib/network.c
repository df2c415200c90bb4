/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * network.c - vmtap_networks(): what the caller may use, walked by cursor.
 */
#include "lib/network.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lib/connection.h"
#include "lib/walk.h"

struct vmtap_networks {
	size_t n;
	struct vmtap_network *networks;
};

void network_init(struct vmtap_network *network,
		  const struct vmtap_proto_reply *reply)
{
	*network = (struct vmtap_network){ .facts = *reply };
	for (unsigned int i = 0; i < reply->ranges; i++) {
		struct lladdr_range range = {
			.prefix = reply->range[i].prefix,
		};

		memcpy(range.base.b, reply->range[i].lladdr,
		       sizeof(range.base.b));
		lladdr_range_format(&range, network->range[i]);
	}
}

static int ask_next(struct vmtap *client, const struct vmtap_networks *networks,
		    struct answer *ret_answer, struct error *err)
{
	struct request request = { .verb = VMTAP_PROTO_NETWORKS };
	int r;

	if (networks->n > 0) {
		const struct vmtap_network *last =
			&networks->networks[networks->n - 1];

		memcpy(request.network.s, last->facts.network,
		       sizeof(request.network.s));
	}
	r = connection_ask(client, &request, ret_answer, err);
	if (r < 0 || walk_is_end(ret_answer))
		return r;
	if (ret_answer->reply.network[0] == '\0' ||
	    strcmp(ret_answer->reply.network, request.network.s) == 0)
		return walk_stands_still("networks", err);
	return 0;
}

static int fill(struct vmtap *client, struct vmtap_networks *networks,
		struct error *err)
{
	for (;;) {
		struct answer answer;
		int r;

		r = ask_next(client, networks, &answer, err);
		if (r < 0 || walk_is_end(&answer))
			return r;
		r = walk_grow((void **)&networks->networks, networks->n,
			      sizeof(*networks->networks), "networks", err);
		if (r < 0)
			return r;
		network_init(&networks->networks[networks->n++], &answer.reply);
	}
}

int vmtap_networks(struct vmtap *client, struct vmtap_networks **ret_networks,
		   struct vmtap_error *err)
{
	struct vmtap_networks *networks;
	struct error error;
	int r;

	networks = calloc(1, sizeof(*networks));
	if (networks)
		r = fill(client, networks, &error);
	else
		r = error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
			      "out of memory");
	if (r < 0) {
		vmtap_networks_free(networks);
		return connection_report(err, &error, r);
	}
	*ret_networks = networks;
	return 0;
}

size_t vmtap_networks_count(const struct vmtap_networks *networks)
{
	return networks->n;
}

const struct vmtap_network *
vmtap_networks_at(const struct vmtap_networks *networks, size_t i)
{
	return i < networks->n ? &networks->networks[i] : NULL;
}

void vmtap_networks_free(struct vmtap_networks *networks)
{
	if (networks)
		free(networks->networks);
	free(networks);
}

const char *vmtap_network_name(const struct vmtap_network *network)
{
	return network->facts.network;
}

enum vmtap_kind vmtap_network_kind(const struct vmtap_network *network)
{
	return (enum vmtap_kind)network->facts.kind;
}

enum vmtap_mode vmtap_network_mode(const struct vmtap_network *network)
{
	return (enum vmtap_mode)network->facts.mode;
}

unsigned int vmtap_network_mtu(const struct vmtap_network *network)
{
	return network->facts.mtu;
}

unsigned int vmtap_network_queues_max(const struct vmtap_network *network)
{
	return network->facts.queues_max;
}

int vmtap_network_vhost(const struct vmtap_network *network)
{
	return (network->facts.header.flags & VMTAP_PROTO_R_VHOST) != 0;
}

unsigned int vmtap_network_devices_max(const struct vmtap_network *network)
{
	return network->facts.devices_max;
}

unsigned int vmtap_network_devices_used(const struct vmtap_network *network)
{
	return network->facts.devices_used;
}

unsigned int vmtap_network_queues_total(const struct vmtap_network *network)
{
	return network->facts.queues_total;
}

unsigned int vmtap_network_queues_used(const struct vmtap_network *network)
{
	return network->facts.queues_used;
}

unsigned int vmtap_network_all_max(const struct vmtap_network *network)
{
	return network->facts.network_max;
}

int vmtap_network_all_used(const struct vmtap_network *network)
{
	return network->facts.network_used > INT_MAX
		       ? -1
		       : (int)network->facts.network_used;
}

const char *vmtap_network_rule(const struct vmtap_network *network)
{
	return network->facts.text;
}

unsigned int vmtap_network_ranges(const struct vmtap_network *network)
{
	return network->facts.ranges;
}

const char *vmtap_network_range(const struct vmtap_network *network,
				unsigned int i)
{
	return i < network->facts.ranges ? network->range[i] : NULL;
}
