/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * network.c - vmtap_networks(): what the caller may use, walked by cursor.
 */
#include "lib/network.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/connection.h"
#include "lib/walk.h"

struct vmtap_networks {
	size_t n;
	struct vmtap_network *networks;
};

void network_init(struct vmtap_network *network,
		  const struct vmtap_proto_network *facts)
{
	*network = (struct vmtap_network){ .facts = *facts };
	for (unsigned int i = 0; i < facts->ranges; i++) {
		struct lladdr_range range = {
			.prefix = facts->range[i].prefix,
		};

		memcpy(range.base.b, facts->range[i].lladdr,
		       sizeof(range.base.b));
		lladdr_range_format(&range, network->range[i]);
	}
}

static bool is_after(const struct request *request, const void *record)
{
	const struct vmtap_proto_network *network = record;

	return strcmp(network->network, request->network.s) > 0;
}

static void seek(struct request *request, const void *record)
{
	const struct vmtap_proto_network *network = record;

	memcpy(request->network.s, network->network,
	       sizeof(request->network.s));
}

static void fill(void *element, const void *record)
{
	network_init(element, record);
}

static int ask(struct vmtap *client, bool is_all,
	       struct vmtap_networks *networks, struct error *err)
{
	struct request request = { .verb = VMTAP_PROTO_NETWORKS,
				   .flags = is_all ? VMTAP_PROTO_F_ALL : 0 };
	struct walk all = {
		.what = "networks",
		.size = sizeof(*networks->networks),
		.is_after = is_after,
		.seek = seek,
		.fill = fill,
	};
	int r = walk(&all, client, &request, err);

	networks->networks = all.array;
	networks->n = all.n;
	return r;
}

static int make_list(struct vmtap *client, bool is_all,
		     struct vmtap_networks **ret_networks,
		     struct vmtap_error *err)
{
	struct vmtap_networks *networks;
	struct error error;
	int r;

	networks = calloc(1, sizeof(*networks));
	if (networks)
		r = ask(client, is_all, networks, &error);
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

int vmtap_networks(struct vmtap *client, struct vmtap_networks **ret_networks,
		   struct vmtap_error *err)
{
	return make_list(client, false, ret_networks, err);
}

int vmtap_networks_all(struct vmtap *client,
		       struct vmtap_networks **ret_networks,
		       struct vmtap_error *err)
{
	return make_list(client, true, ret_networks, err);
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

int vmtap_network_vhost(const struct vmtap_network *network)
{
	return (network->facts.flags & VMTAP_PROTO_N_VHOST) != 0;
}

unsigned int vmtap_network_max(const struct vmtap_network *network,
			       enum vmtap_limit limit)
{
	return (unsigned int)limit < VMTAP_LIMITS
		       ? network->facts.limit[limit].max
		       : 0;
}

int vmtap_network_used(const struct vmtap_network *network,
		       enum vmtap_limit limit)
{
	if ((unsigned int)limit >= VMTAP_LIMITS ||
	    network->facts.limit[limit].used > INT_MAX)
		return -1;
	return (int)network->facts.limit[limit].used;
}

const char *vmtap_network_rule(const struct vmtap_network *network)
{
	return network->facts.rule;
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
