/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mac.c - 'vmtap mac': prints the address that the next device would get.  It
 * is for QEMU's helper=, which does not learn the address from the helper.
 */
#include <stdio.h>

#include "client/command.h"
#include "client/output/failure.h"
#include "client/output/json.h"

enum status command_mac(const struct options *options, int n_operands,
			char **operands)
{
	_cleanup_device_ struct vmtap_device *device = NULL;
	struct vmtap_error err;
	struct card card;

	(void)n_operands;
	if (nicspec_parse(operands[0], CARD_NIC, &card, &err) < 0)
		return failure_report(options->is_json, &err);
	if (options->vm && nicspec_add(&card, "vm", options->vm, &err) < 0)
		return failure_report(options->is_json, &err);
	if (command_ask(options, &card, &device, &err) < 0)
		return failure_report(options->is_json, &err);
	if (options->is_json) {
		struct json_object *object = json_begin();

		json_add_text(object, "network", vmtap_device_network(device));
		json_add_text(object, "vm", vmtap_device_vm(device));
		json_add_text(object, "mac", vmtap_device_lladdr(device));
		json_finish(object);
	} else {
		puts(vmtap_device_lladdr(device));
	}
	return STATUS_OK;
}
