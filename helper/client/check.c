/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.c - 'vmtap check': would the user get this device?  A refusal is an
 * answer, not an error: --json prints it on stdout.  The output has the lines
 * of 'vmtapd --check --explain' (daemon/start/explain.c) and those that only a
 * running vmtapd knows.
 */
#include <stdio.h>

#include "client/command.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "common/kind.h"
#include "common/words.h"

static void print_limits(const struct vmtap_network *limits)
{
	struct words_number numbers[VMTAP_LIMITS];
	char text[WORDS_LIMITS_SIZE];

	for (unsigned int i = 0; i < VMTAP_LIMITS; i++)
		numbers[i] = (struct words_number){
			.max = vmtap_network_max(limits, i),
			.used = vmtap_network_used(limits, i),
		};
	words_format_limits(numbers, text);
	printf("%s", text);
}

static void print_macs(const struct vmtap_network *limits, enum vmtap_mode mode)
{
	const unsigned int n = vmtap_network_ranges(limits);

	printf("mac:");
	for (unsigned int i = 0; i < n; i++)
		printf(" %s", vmtap_network_range(limits, i));
	printf("%s%s\n", n == 0 ? " " : "", n == 0 ? words_no_range(mode) : "");
}

static void print_text(const struct vmtap_device *device)
{
	const struct vmtap_network *limits = vmtap_device_limits(device);
	const struct kind *kind = kind_of(vmtap_device_kind(device));

	printf("granted\n");
	if (vmtap_network_rule(limits)[0])
		printf("rule: %s\n", vmtap_network_rule(limits));
	printf("device: %s%s%s\n", kind->device,
	       kind->has_modes ? " in mode " : "",
	       kind->has_modes ? vmtap_mode_name(vmtap_device_mode(device))
			       : "");
	if (vmtap_device_lladdr(device)[0])
		printf("address: %s\n", vmtap_device_lladdr(device));
	print_limits(limits);
	if (vmtap_device_mtu(device) > 0)
		printf("mtu: %u\n", vmtap_device_mtu(device));
	printf("vhost: %s\n", vmtap_network_vhost(limits) ? "yes" : "no");
	if (vmtap_network_held_max(limits) > 0)
		printf("hold: %u\n", vmtap_network_held_max(limits));
	print_macs(limits, vmtap_device_mode(device));
	for (unsigned int i = 0; vmtap_device_unasked(device, i); i++)
		printf("not asked: %s\n", vmtap_device_unasked(device, i));
}

static void print_json(const struct vmtap_device *device)
{
	const struct vmtap_network *limits = vmtap_device_limits(device);
	struct json_object *object = json_begin();
	struct json_object *unasked = json_begin_array();

	json_add_bool(object, "allowed", true);
	json_add_text(object, "network", vmtap_device_network(device));
	json_add_text(object, "vm", vmtap_device_vm(device));
	json_add_kind(object, vmtap_device_kind(device),
		      vmtap_device_mode(device));
	json_add_text(object, "mac", vmtap_device_lladdr(device));
	json_add_number(object, "mtu", vmtap_device_mtu(device));
	json_add_limits(object, limits);
	json_add_rule(object, limits);
	for (unsigned int i = 0; vmtap_device_unasked(device, i); i++)
		json_append_text(unasked, vmtap_device_unasked(device, i));
	json_add(object, "not_asked", unasked);
	json_finish(object);
}

static void print_refusal(const struct vmtap_error *err)
{
	struct json_object *object = json_begin();

	json_add_bool(object, "allowed", false);
	failure_fill(object, err);
	json_finish(object);
}

enum status command_check(const struct options *options, int n_operands,
			  char **operands)
{
	_cleanup_device_ struct vmtap_device *device = NULL;
	struct vmtap_error err;
	struct card card;

	(void)n_operands;
	if (nicspec_parse(operands[0], CARD_NIC, &card, &err) < 0)
		return failure_report(options->is_json, &err);
	if (command_ask(options, &card, &device, &err) < 0) {
		if (status_of(err.code) != STATUS_REFUSED)
			return failure_report(options->is_json, &err);
		if (options->is_json)
			print_refusal(&err);
		else
			puts("refused");
		return status_report(&err);
	}
	if (options->is_json)
		print_json(device);
	else
		print_text(device);
	return STATUS_OK;
}
