/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * detach.c - 'vmtap detach': takes a card out of a VM that runs.  The card tells
 * its lease, and nothing is called detached before that has ended.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "client/command.h"
#include "client/hotplug/lease.h"
#include "client/hotplug/vm.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "client/vmm/failed.h"
#include "common/clock.h"

#define DETACH_SECONDS 30
/* For the lease to end when the card has gone late. */
#define LEASE_MS 1000

struct detachment {
	const struct options *options;
	const char *id;
	char ifname[QEMU_ID_SIZE];
	struct vm vm;
	struct vmtap *client; /* NULL: vmtapd cannot be reached */
	uint64_t deadline;
	bool has_lease;
};

static void tell(const char *id, uint64_t rest_ms)
{
	fprintf(stderr,
		"vmtap: the guest has not given '%s' up yet, and has %ju seconds more\n",
		id, (uintmax_t)(rest_ms + 999) / 1000);
}

/* Only vmtapd's devices have such names, and attach calls netdevs so.  A monitor
 * can tell any text. */
static bool is_ours(const char *ifname)
{
	return strncmp(ifname, "vt", 2) == 0 &&
	       strlen(ifname) <= VMTAP_IFNAME_MAX && qemu_is_id(ifname);
}

static int find_card(struct detachment *detachment, bool *ret_has_card,
		     struct vmtap_error *err)
{
	int r = vm_ifname(&detachment->vm, detachment->id, detachment->ifname,
			  err);

	*ret_has_card = r == 0;
	if (r == 0 && !is_ours(detachment->ifname))
		return failed(
			err, -EINVAL,
			"the card '%s' is not one of 'vmtap attach'; take it out with the program that put it in",
			detachment->id);
	/* An attempt that was cut short may have left the netdev. */
	if (r == -ENODEV && is_ours(detachment->id)) {
		strcpy(detachment->ifname, detachment->id);
		return 0;
	}
	if (r == -ENODEV)
		return failed(
			err, r,
			"%s: the VM has no card '%s'; if the guest gave it up after an earlier detach, name its interface instead",
			vm_name(&detachment->vm), detachment->id);
	return r;
}

/* Adds a remedy that needs no guest. */
static int still_there(const struct detachment *detachment, int r,
		       struct vmtap_error *err)
{
	const size_t n = strlen(err->text);

	if (detachment->has_lease)
		(void)snprintf(err->text + n, sizeof(err->text) - n,
			       "; 'vmtap release %s' cuts the card off at once",
			       detachment->ifname);
	return r;
}

/* The card, and then its end on the host. */
static int take_out(struct detachment *detachment, struct vmtap_error *err)
{
	bool has_card;
	int r = find_card(detachment, &has_card, err);

	if (r < 0)
		return r;
	if (detachment->client) {
		struct vmtap_error ignored;

		/* what is not known may be there: wait for its end */
		detachment->has_lease = lease_is_there(detachment->client,
						       detachment->ifname,
						       &ignored) != 0;
	}
	if (has_card)
		r = vm_unplug(&detachment->vm, detachment->id,
			      detachment->deadline,
			      detachment->options->is_json ? NULL : tell, err);
	if (r < 0)
		return still_there(detachment, r, err);
	r = vm_clear(&detachment->vm, detachment->ifname, err);
	if (r == -ENODEV && !has_card)
		return failed(err, r, "%s: the VM has no card '%s'",
			      vm_name(&detachment->vm), detachment->id);
	return r == -ENODEV ? 0 : r;
}

static int wait_lease(struct detachment *detachment, struct vmtap_error *err)
{
	const uint64_t soon = clock_ms() + LEASE_MS;

	if (!detachment->client) {
		struct vmtap_error cause;
		int r = vmtap_connect(detachment->options->socket,
				      &detachment->client, &cause);

		if (r < 0) {
			err->code = cause.code;
			(void)snprintf(
				err->text, sizeof(err->text),
				"the VM has given the card up, and whether its lease has ended is not known: %.200s",
				cause.text);
			return r;
		}
		/* Nobody could say before, so wait for the end. */
		detachment->has_lease = true;
	}
	if (!detachment->has_lease)
		return 0;
	return lease_wait_end(
		detachment->client, detachment->ifname,
		detachment->deadline > soon ? detachment->deadline : soon, err);
}

static void print(const struct detachment *detachment)
{
	struct json_object *object;

	if (!detachment->options->is_json) {
		printf("%s detached%s\n", detachment->id,
		       detachment->has_lease ? "" : "; you had no lease of it");
		return;
	}
	object = json_begin();
	json_add_text(object, "id", detachment->id);
	json_add_text(object, "ifname", detachment->ifname);
	json_add_bool(object, "detached", true);
	json_add_bool(object, "lease", detachment->has_lease);
	json_finish(object);
}

enum status command_detach(const struct options *options, int n_operands,
			   char **operands)
{
	const uint64_t timeout_ms = vm_timeout_ms(options, DETACH_SECONDS);
	struct detachment detachment = { .options = options,
					 .id = operands[0] };
	enum status status = vm_check(options);
	struct vmtap_error err;
	int r;

	(void)n_operands;
	if (status != STATUS_OK)
		return status;
	if (!qemu_is_id(operands[0]))
		return status_usage("'%s' cannot name a card", operands[0]);
	detachment.deadline = clock_ms() + timeout_ms;
	if (vm_open(options,
		    timeout_ms < MONITOR_ANSWER_MS ? timeout_ms
						   : MONITOR_ANSWER_MS,
		    &detachment.vm, &err) < 0)
		return failure_report(options->is_json, &err);
	(void)vmtap_connect(options->socket, &detachment.client, &err);
	r = take_out(&detachment, &err);
	if (r >= 0)
		r = wait_lease(&detachment, &err);
	if (r >= 0)
		print(&detachment);
	vm_close(&detachment.vm);
	vmtap_close(detachment.client);
	return r < 0 ? failure_report(options->is_json, &err) : STATUS_OK;
}
