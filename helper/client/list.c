/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * list.c - 'vmtap list': the caller's devices, or everybody's.
 */
#include <stdio.h>
#include <string.h>

#include "client/command.h"
#include "client/output/facts.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "client/output/table.h"
#include "client/select.h"

static void print_json(const struct vmtap_list *list,
		       const struct selection *selection)
{
	struct json_object *array = json_begin_array();

	for (size_t i = 0; i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);
		struct json_object *object;

		if (!select_has(selection, device))
			continue;
		object = json_begin();
		json_add_device(object, device);
		json_append(array, object);
	}
	json_finish(array);
}

/* An empty cell would shift the columns of a program that splits lines. */
static void add_or_dash(struct table *table, const char *text)
{
	table_add(table, "%s", text[0] != '\0' ? text : "-");
}

/* One word: a program that splits lines takes two words for two cells. */
static void add_lladdr(struct table *table, const struct vmtap_device *device)
{
	if (vmtap_device_is_learned(device))
		table_add(table, "%s(learned)", vmtap_device_lladdr(device));
	else
		add_or_dash(table, vmtap_device_lladdr(device));
}

/* "192.0.2.7,2001:db8::7": the first of IPv4, and the first of IPv6 that is not
 * link-local. */
static void add_addresses(struct table *table,
			  const struct vmtap_device *device)
{
	const char *address, *ipv4 = NULL, *ipv6 = NULL;
	uint64_t age;

	for (unsigned int i = 0;
	     (address = vmtap_device_address(device, i, &age)); i++) {
		if (!strchr(address, ':'))
			ipv4 = ipv4 ? ipv4 : address;
		else if (strncmp(address, "fe80:", 5) != 0)
			ipv6 = ipv6 ? ipv6 : address;
	}
	if (ipv4 && ipv6)
		table_add(table, "%s,%s", ipv4, ipv6);
	else
		table_add(table, "%s", ipv4 ? ipv4 : ipv6 ? ipv6 : "-");
}

/* "held,mute,moved" */
static void add_notes(struct table *table, const struct vmtap_device *device)
{
	char text[TABLE_CELL_SIZE] = "-";
	const char *note;
	size_t n = 0;

	if (vmtap_device_is_held(device))
		n = (size_t)snprintf(text, sizeof(text), "held");
	for (unsigned int i = 0; (note = vmtap_device_note(device, i)); i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
				      n > 0 ? "," : "", note);
	table_add(table, "%s", text);
}

static void print_text(const struct vmtap_list *list,
		       const struct selection *selection)
{
	static const char *const heads[] = { "IFNAME",	  "NETWORK", "VM",
					     "KIND",	  "LINK",    "MAC",
					     "ADDRESS",	  "QUEUES",  "USER",
					     "OPENED-BY", "NOTES",   "SINCE",
					     NULL };
	char text[FACTS_TEXT_SIZE];
	struct table table;

	table_init(&table, heads);
	for (size_t i = 0; i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);

		if (!select_has(selection, device))
			continue;
		add_or_dash(&table, vmtap_device_ifname(device));
		add_or_dash(&table, vmtap_device_network(device));
		add_or_dash(&table, vmtap_device_vm(device));
		table_add(&table, "%s",
			  vmtap_kind_name(vmtap_device_kind(device)));
		add_or_dash(&table, vmtap_device_link(device));
		add_lladdr(&table, device);
		add_addresses(&table, device);
		table_add(&table, "%u", vmtap_device_queues(device));
		table_add(&table, "%s",
			  facts_user(vmtap_device_uid(device), text));
		table_add(&table, "%jd", (intmax_t)vmtap_device_pid(device));
		add_notes(&table, device);
		table_add(&table, "%s",
			  facts_time(vmtap_device_since(device), text));
	}
	table_finish(&table);
}

enum status command_list(const struct options *options, int n_operands,
			 char **operands)
{
	_cleanup_client_ struct vmtap *client = NULL;
	_cleanup_list_ struct vmtap_list *list = NULL;
	struct selection selection;
	struct vmtap_error err;

	(void)n_operands;
	(void)operands;
	if (select_begin(options, &selection, &err) < 0 ||
	    vmtap_connect(options->socket, &client, &err) < 0 ||
	    (options->is_all ? vmtap_list_all(client, &list, &err)
			     : vmtap_list(client, &list, &err)) < 0)
		return failure_report(options->is_json, &err);
	if (options->is_json)
		print_json(list, &selection);
	else
		print_text(list, &selection);
	return STATUS_OK;
}
