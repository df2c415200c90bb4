/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * attach.c - 'vmtap attach': a card for a VM that runs.  It asks the VM for a
 * place before it asks vmtapd for a device, and ends the lease if the VM does not
 * take the card: whatever the VMM still has of it is then worth nothing.
 */
#include <stdio.h>

#include "client/command.h"
#include "client/hotplug/vm.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "client/vmm/interrupt.h"

#define ANSWER_SECONDS (MONITOR_ANSWER_MS / 1000)

struct attachment {
	const struct options *options;
	const char *id;
	struct vm vm;
	struct vmtap *client;
	struct vmtap_device *device;
};

/* The operand, and what options add to it. */
static int read_card(const struct options *options, const char *text,
		     struct vmtap_request **ret_request,
		     struct vmtap_error *err)
{
	const struct {
		const char *key, *value;
	} more[] = {
		{ "vm", options->vm },
		{ "mac", options->mac },
		{ "queues", options->queues },
		{ "vhost", options->hotplug.has_vhost ? "on" : NULL },
	};
	struct card card;
	int r = nicspec_parse(text, CARD_NIC, &card, err);

	for (size_t i = 0; r >= 0 && i < sizeof(more) / sizeof(*more); i++)
		if (more[i].value)
			r = nicspec_add(&card, more[i].key, more[i].value, err);
	return r < 0 ? r : nicspec_request(&card, ret_request, err);
}

static void end_lease(struct attachment *attachment)
{
	const char *ifname = vmtap_device_ifname(attachment->device);
	struct vmtap_error err;

	if (vmtap_release(attachment->client, ifname, &err) < 0 &&
	    err.code != VMTAP_E_NO_LEASE)
		fprintf(stderr,
			"vmtap: the device %s may have stayed: %s; 'vmtap release %s' ends it\n",
			ifname, err.text, ifname);
}

static int plug(struct attachment *attachment,
		const struct vmtap_request *request, struct vmtap_error *err)
{
	int r = vm_find_place(&attachment->vm, attachment->id,
			      attachment->options->hotplug.bus, err);

	if (r >= 0)
		r = vmtap_connect(attachment->options->socket,
				  &attachment->client, err);
	if (r < 0)
		return r;
	interrupt_catch();
	r = vmtap_open(attachment->client, request, &attachment->device, err);
	if (r < 0)
		return r;
	if (!attachment->id)
		attachment->id = vmtap_device_ifname(attachment->device);
	r = vm_plug(&attachment->vm, attachment->device, attachment->id, err);
	if (r < 0)
		end_lease(attachment);
	return r;
}

static void print_json(const struct attachment *attachment)
{
	const struct vmtap_device *device = attachment->device;
	struct json_object *object = json_begin();

	json_add_text(object, "id", attachment->id);
	json_add_text(object, "ifname", vmtap_device_ifname(device));
	json_add_text(object, "network", vmtap_device_network(device));
	json_add_text(object, "vm", vmtap_device_vm(device));
	json_add_text(object, "mac", vmtap_device_lladdr(device));
	json_add_number(object, "queues", vmtap_device_queues(device));
	json_add_bool(object, "vhost", vmtap_device_vhosts(device) > 0);
	json_add_text(object, "bus", attachment->vm.bus);
	json_finish(object);
}

static void print(const struct attachment *attachment)
{
	const struct vmtap_device *device = attachment->device;

	if (attachment->options->is_json)
		print_json(attachment);
	else
		printf("%s attached: %s %s\n", attachment->id,
		       vmtap_device_ifname(device),
		       vmtap_device_lladdr(device));
}

enum status command_attach(const struct options *options, int n_operands,
			   char **operands)
{
	_cleanup_request_ struct vmtap_request *request = NULL;
	struct attachment attachment = { .options = options,
					 .id = options->hotplug.id };
	enum status status = vm_check(options);
	struct vmtap_error err;
	int r;

	(void)n_operands;
	if (status != STATUS_OK)
		return status;
	if (read_card(options, operands[0], &request, &err) < 0 ||
	    vm_open(options, vm_timeout_ms(options, ANSWER_SECONDS),
		    &attachment.vm, &err) < 0)
		return failure_report(options->is_json, &err);
	r = plug(&attachment, request, &err);
	if (r >= 0)
		print(&attachment);
	vm_close(&attachment.vm);
	vmtap_close(attachment.client);
	vmtap_device_free(attachment.device);
	return r < 0 ? failure_report(options->is_json, &err) : STATUS_OK;
}
