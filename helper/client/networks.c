/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * networks.c - 'vmtap networks': what may the caller use?
 */
#include <stdio.h>

#include "client/command.h"
#include "client/output/json.h"
#include "client/output/table.h"
#include "common/kind.h"

static void print_json(const struct vmtap_networks *networks)
{
	struct json_object *array = json_begin_array();

	for (size_t i = 0; i < vmtap_networks_count(networks); i++) {
		const struct vmtap_network *network =
			vmtap_networks_at(networks, i);
		struct json_object *object = json_begin();

		json_add_text(object, "network", vmtap_network_name(network));
		json_add_kind(object, vmtap_network_kind(network),
			      vmtap_network_mode(network));
		json_add_number(object, "mtu", vmtap_network_mtu(network));
		json_add_limits(object, network);
		json_append(array, object);
	}
	json_finish(array);
}

static void add_ranges(struct table *table, const struct vmtap_network *network)
{
	char text[TABLE_CELL_SIZE] = "";
	size_t used = 0;

	/* Eight of 20 characters: they all fit. */
	for (unsigned int i = 0; i < vmtap_network_ranges(network); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i > 0 ? "," : "",
					 vmtap_network_range(network, i));
	table_add(table, "%s", used > 0 ? text : "any");
}

/* Queues of all devices of the caller. */
static void add_total(struct table *table, const struct vmtap_network *network)
{
	const unsigned int used = vmtap_network_queues_used(network);

	if (vmtap_network_queues_total(network) > 0)
		table_add(table, "%u/%u", used,
			  vmtap_network_queues_total(network));
	else
		table_add(table, "%u/any", used);
}

/* Devices of all users. */
static void add_all(struct table *table, const struct vmtap_network *network)
{
	if (vmtap_network_all_used(network) < 0)
		table_add(table, "%u", vmtap_network_all_max(network));
	else
		table_add(table, "%d/%u", vmtap_network_all_used(network),
			  vmtap_network_all_max(network));
}

static void print_text(const struct vmtap_networks *networks)
{
	static const char *const heads[] = { "NETWORK", "KIND",	   "MODE",
					     "MTU",	"QUEUES",  "TOTAL",
					     "VHOST",	"DEVICES", "ALL",
					     "ADDRESS", NULL };
	struct table table;

	table_init(&table, heads);
	for (size_t i = 0; i < vmtap_networks_count(networks); i++) {
		const struct vmtap_network *network =
			vmtap_networks_at(networks, i);
		const struct kind *kind = kind_of(vmtap_network_kind(network));

		table_add(&table, "%s", vmtap_network_name(network));
		table_add(&table, "%s", kind->name);
		table_add(&table, "%s",
			  kind->has_modes
				  ? vmtap_mode_name(vmtap_network_mode(network))
				  : "-");
		if (vmtap_network_mtu(network) > 0)
			table_add(&table, "%u", vmtap_network_mtu(network));
		else
			table_add(&table, "link's");
		table_add(&table, "%u", vmtap_network_queues_max(network));
		add_total(&table, network);
		table_add(&table, "%s",
			  vmtap_network_vhost(network) ? "yes" : "no");
		table_add(&table, "%u/%u", vmtap_network_devices_used(network),
			  vmtap_network_devices_max(network));
		add_all(&table, network);
		add_ranges(&table, network);
	}
	table_finish(&table);
}

enum status command_networks(const struct options *options, int n_operands,
			     char **operands)
{
	_cleanup_client_ struct vmtap *client = NULL;
	_cleanup_networks_ struct vmtap_networks *networks = NULL;
	struct vmtap_error err;

	(void)n_operands;
	(void)operands;
	if (vmtap_connect(options->socket, &client, &err) < 0 ||
	    vmtap_networks(client, &networks, &err) < 0)
		return status_report(&err);
	if (options->is_json)
		print_json(networks);
	else
		print_text(networks);
	if (vmtap_networks_count(networks) == 0)
		fputs("vmtap: no network is open to you; the administrator permits them in vmtapd.conf(5)\n",
		      stderr);
	return STATUS_OK;
}
