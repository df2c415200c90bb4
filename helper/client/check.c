/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.c - 'vmtap check': would I be allowed?  "No" is an answer, too, so
 * with --json it goes to stdout.
 */
#include <stdio.h>

#include "command.h"
#include "json.h"

static void print_text(const struct vmtap_device *device)
{
	printf("%s: allowed: ", vmtap_device_network(device));
	if (vmtap_device_kind(device) == VMTAP_KIND_MACVTAP)
		printf("%s in %s mode",
		       vmtap_kind_name(vmtap_device_kind(device)),
		       vmtap_mode_name(vmtap_device_mode(device)));
	else
		printf("TAP on a %s",
		       vmtap_kind_name(vmtap_device_kind(device)));
	printf(", address %s, ", vmtap_device_lladdr(device));
	if (vmtap_device_mtu(device) > 0)
		printf("MTU %u", vmtap_device_mtu(device));
	else
		printf("the link's MTU");
	printf("; you have %u of %u devices there\n",
	       vmtap_device_devices_used(device),
	       vmtap_device_devices_max(device));
}

static void print_json(const struct vmtap_device *device)
{
	struct json_object *object = json_begin();

	json_add_bool(object, "allowed", true);
	json_add_text(object, "network", vmtap_device_network(device));
	json_add_text(object, "vm", vmtap_device_vm(device));
	json_add_kind(object, vmtap_device_kind(device),
		      vmtap_device_mode(device));
	json_add_text(object, "mac", vmtap_device_lladdr(device));
	json_add_number(object, "mtu", vmtap_device_mtu(device));
	json_add_number(object, "devices_max",
			vmtap_device_devices_max(device));
	json_add_number(object, "devices_used",
			vmtap_device_devices_used(device));
	json_finish(object);
}

static void print_refusal(const struct vmtap_error *err)
{
	struct json_object *object = json_begin();

	json_add_bool(object, "allowed", false);
	json_add_text(object, "code", status_code_name(err->code));
	json_add_text(object, "reason", err->text);
	json_finish(object);
}

enum status command_check(const struct options *options, int n_operands,
			  char **operands)
{
	_cleanup_device_ struct vmtap_device *device = NULL;
	struct vmtap_error err;
	struct nicspec spec;

	(void)n_operands;
	if (nicspec_parse(operands[0], &spec, &err) < 0)
		return status_report(&err);
	if (command_ask(options, &spec, &device, &err) < 0) {
		if (options->is_json && status_of(err.code) == STATUS_REFUSED)
			print_refusal(&err);
		return status_report(&err);
	}
	if (options->is_json)
		print_json(device);
	else
		print_text(device);
	return STATUS_OK;
}
