/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * list.c - 'vmtap list': the caller's devices.
 */
#include <pwd.h>
#include <stdio.h>
#include <time.h>

#include "command.h"
#include "json.h"
#include "table.h"

static void print_json(const struct vmtap_list *list)
{
	struct json_object *array = json_begin_array();

	for (size_t i = 0; i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);
		struct json_object *object = json_begin();

		json_add_text(object, "ifname", vmtap_device_ifname(device));
		json_add_number(object, "ifindex",
				vmtap_device_ifindex(device));
		json_add_text(object, "network", vmtap_device_network(device));
		json_add_text(object, "vm", vmtap_device_vm(device));
		json_add_kind(object, vmtap_device_kind(device),
			      vmtap_device_mode(device));
		json_add_text(object, "mac", vmtap_device_lladdr(device));
		json_add_bool(object, "mac_learned",
			      vmtap_device_is_learned(device));
		json_add_number(object, "mtu", vmtap_device_mtu(device));
		json_add_number(object, "queues", vmtap_device_queues(device));
		json_add_number(object, "uid", vmtap_device_uid(device));
		json_add_number(object, "pid",
				(uint64_t)vmtap_device_pid(device));
		json_add_number(object, "since", vmtap_device_since(device));
		json_append(array, object);
	}
	json_finish(array);
}

static void add_user(struct table *table, uid_t uid)
{
	const struct passwd *passwd = getpwuid(uid);

	if (passwd)
		table_add(table, "%s", passwd->pw_name);
	else
		table_add(table, "%ju", (uintmax_t)uid);
}

static void add_time(struct table *table, uint64_t since)
{
	time_t seconds = (time_t)since;
	char text[32] = "?";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	table_add(table, "%s", text);
}

/* An empty cell would shift the columns for a program that splits them. */
static void add_or_dash(struct table *table, const char *text)
{
	table_add(table, "%s", text[0] != '\0' ? text : "-");
}

/* Two words would be two cells to a program. */
static void add_lladdr(struct table *table, const struct vmtap_device *device)
{
	if (vmtap_device_is_learned(device))
		table_add(table, "%s(learned)", vmtap_device_lladdr(device));
	else
		add_or_dash(table, vmtap_device_lladdr(device));
}

static void print_text(const struct vmtap_list *list)
{
	static const char *const heads[] = { "IFNAME", "NETWORK", "VM",
					     "KIND",   "MAC",	  "QUEUES",
					     "USER",   "PID",	  "SINCE",
					     NULL };
	struct table table;

	table_init(&table, heads);
	for (size_t i = 0; i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);

		table_add(&table, "%s", vmtap_device_ifname(device));
		add_or_dash(&table, vmtap_device_network(device));
		add_or_dash(&table, vmtap_device_vm(device));
		table_add(&table, "%s",
			  vmtap_kind_name(vmtap_device_kind(device)));
		add_lladdr(&table, device);
		table_add(&table, "%u", vmtap_device_queues(device));
		add_user(&table, vmtap_device_uid(device));
		table_add(&table, "%jd", (intmax_t)vmtap_device_pid(device));
		add_time(&table, vmtap_device_since(device));
	}
	table_finish(&table);
}

enum status command_list(const struct options *options, int n_operands,
			 char **operands)
{
	_cleanup_client_ struct vmtap *client = NULL;
	_cleanup_list_ struct vmtap_list *list = NULL;
	struct vmtap_error err;

	(void)n_operands;
	(void)operands;
	if (vmtap_connect(options->socket, &client, &err) < 0 ||
	    (options->is_all ? vmtap_list_all(client, &list, &err)
			     : vmtap_list(client, &list, &err)) < 0)
		return status_report(&err);
	if (options->is_json)
		print_json(list);
	else
		print_text(list);
	return STATUS_OK;
}
