/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * networks.c - 'vmtap networks': the networks that the caller may use, or all of
 * them with their rules.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "client/command.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "client/output/table.h"
#include "common/kind.h"
#include "common/words.h"

static void print_json(const struct vmtap_networks *networks, bool is_all)
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
		if (is_all)
			json_add_text(object, "rules",
				      vmtap_network_rule(network));
		else
			json_add_rule(object, network);
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
	table_add(table, "%s",
		  used > 0 ? text
			   : words_no_range(vmtap_network_mode(network)));
}

/* "1/256", "any" or "2/any": what is used, if vmtapd tells, and the limit. */
static void add_limit(struct table *table, const struct vmtap_network *network,
		      enum vmtap_limit limit)
{
	const int used = vmtap_network_used(network, limit);
	char max[16] = "any";

	if (vmtap_network_max(network, limit) > 0)
		(void)snprintf(max, sizeof(max), "%u",
			       vmtap_network_max(network, limit));
	if (used < 0 || !words_limit(limit)->used_key)
		table_add(table, "%s", max);
	else
		table_add(table, "%d/%s", used, max);
}

/* Limits of queues stand before VHOST, those of devices behind it. */
static bool is_of_queues(enum vmtap_limit limit)
{
	return strcmp(words_limit(limit)->noun, "queues") == 0;
}

static size_t add_heads(const char **heads, size_t n, bool of_queues)
{
	for (unsigned int i = 0; i < VMTAP_LIMITS; i++)
		if (is_of_queues(i) == of_queues)
			heads[n++] = words_limit(i)->head;
	return n;
}

static void begin(struct table *table, bool is_all)
{
	const char *heads[TABLE_COLUMNS_MAX] = { "NETWORK", "KIND", "MODE",
						 "MTU" };
	size_t n = add_heads(heads, 4, true);

	heads[n++] = "VHOST";
	n = add_heads(heads, n, false);
	heads[n++] = is_all ? "RULES" : "ADDRESS";
	heads[n] = NULL;
	table_init(table, heads);
}

static void add_limits(struct table *table, const struct vmtap_network *network,
		       bool of_queues)
{
	for (unsigned int i = 0; i < VMTAP_LIMITS; i++)
		if (is_of_queues(i) == of_queues)
			add_limit(table, network, i);
}

/* The only cell with blanks, and so the last one. */
static void add_rules(struct table *table, const struct vmtap_network *network)
{
	const char *rules = vmtap_network_rule(network);

	table_add(table, "%s", rules[0] ? rules : "-");
}

static void add_network(struct table *table,
			const struct vmtap_network *network, bool is_all)
{
	const struct kind *kind = kind_of(vmtap_network_kind(network));

	table_add(table, "%s", vmtap_network_name(network));
	table_add(table, "%s", kind->name);
	table_add(table, "%s",
		  kind->has_modes ? vmtap_mode_name(vmtap_network_mode(network))
				  : "-");
	if (vmtap_network_mtu(network) > 0)
		table_add(table, "%u", vmtap_network_mtu(network));
	else
		table_add(table, "link's");
	add_limits(table, network, true);
	table_add(table, "%s", vmtap_network_vhost(network) ? "yes" : "no");
	add_limits(table, network, false);
	if (is_all)
		add_rules(table, network);
	else
		add_ranges(table, network);
}

static void print_text(const struct vmtap_networks *networks, bool is_all)
{
	struct table table;

	begin(&table, is_all);
	for (size_t i = 0; i < vmtap_networks_count(networks); i++)
		add_network(&table, vmtap_networks_at(networks, i), is_all);
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
	    (options->is_all ? vmtap_networks_all(client, &networks, &err)
			     : vmtap_networks(client, &networks, &err)) < 0)
		return failure_report(options->is_json, &err);
	if (options->is_json)
		print_json(networks, options->is_all);
	else
		print_text(networks, options->is_all);
	if (vmtap_networks_count(networks) == 0 && options->is_all)
		fputs("vmtap: the policy has no network; vmtapd.conf(5) shows how to add one\n",
		      stderr);
	else if (vmtap_networks_count(networks) == 0)
		fputs("vmtap: no network is open to you; the administrator permits them in vmtapd.conf(5)\n",
		      stderr);
	return STATUS_OK;
}
