/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * set.c - 'vmtap set': tells the guest's address of a device that exists.
 */
#include <stdio.h>

#include "client/command.h"
#include "client/output/failure.h"
#include "client/output/json.h"

enum status command_set(const struct options *options, int n_operands,
			char **operands)
{
	_cleanup_client_ struct vmtap *client = NULL;
	const char *ifname = operands[0];
	struct vmtap_error err;

	(void)n_operands;
	if (!options->mac)
		return status_usage("set what: --mac ADDRESS?");
	if (options->vm && options->vm[0] == '\0')
		return status_usage("--vm needs a name");
	if (vmtap_connect(options->socket, &client, &err) < 0 ||
	    vmtap_set_guest(client, ifname, options->mac, options->vm, &err) <
		    0)
		return failure_report(options->is_json, &err);
	if (options->is_json) {
		struct json_object *object = json_begin();

		json_add_text(object, "ifname", ifname);
		json_add_text(object, "mac", options->mac);
		json_finish(object);
	} else {
		printf("%s: the guest has %s\n", ifname, options->mac);
	}
	return STATUS_OK;
}
