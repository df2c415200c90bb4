/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.c - 'vmtap hold': a device by name, for a VMM that opens its TAP itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/arguments/problem.h"
#include "client/command.h"
#include "client/output/facts.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "common/wire/hold.h"

static int add(struct card *card, const char *key, const char *value,
	       struct vmtap_error *err)
{
	return value ? nicspec_add(card, key, value, err) : 0;
}

static int parse_pid(const char *text, pid_t *ret_pid, struct vmtap_error *err)
{
	char *end;
	unsigned long pid;

	errno = 0;
	pid = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
	    pid < 1 || pid > INT32_MAX)
		return problem(
			err,
			"--until-exit %.32s: write the number of a process",
			text);
	*ret_pid = (pid_t)pid;
	return 0;
}

static int add_end(const struct options *options, struct vmtap_request *request,
		   struct vmtap_error *err)
{
	struct error error;
	uint64_t seconds = 0;
	pid_t pid = 0;
	int r = 0;

	if (options->lifetime &&
	    hold_parse_lifetime(options->lifetime, &seconds, &error) < 0)
		r = problem(err, "%s", error.text);
	if (r == 0 && options->pid)
		r = parse_pid(options->pid, &pid, err);
	return r < 0 ? r
		     : vmtap_request_hold(request, options->name, seconds, pid,
					  err);
}

static int make_request(const struct options *options, const char *nic,
			struct vmtap_request **ret_request,
			struct vmtap_error *err)
{
	struct card card;
	int r = nicspec_parse(nic, CARD_NIC, &card, err);

	if (r == 0)
		r = add(&card, "vm", options->vm, err);
	if (r == 0)
		r = add(&card, "mac", options->mac, err);
	if (r == 0)
		r = add(&card, "queues", options->queues, err);
	if (r == 0)
		r = nicspec_request(&card, ret_request, err);
	return r < 0 ? r : add_end(options, *ret_request, err);
}

static void print_text(const struct vmtap_device *device)
{
	char text[FACTS_TEXT_SIZE];

	printf("%s held\n", vmtap_device_ifname(device));
	if (vmtap_device_lladdr(device)[0] != '\0')
		printf("mac: %s\n", vmtap_device_lladdr(device));
	if (vmtap_device_until(device) > 0)
		printf("until: %s\n",
		       facts_time(vmtap_device_until(device), text));
	if (vmtap_device_ends_with_pid(device))
		printf("until-exit: %jd\n", (intmax_t)vmtap_device_pid(device));
}

enum status command_hold(const struct options *options, int n_operands,
			 char **operands)
{
	_cleanup_request_ struct vmtap_request *request = NULL;
	_cleanup_client_ struct vmtap *client = NULL;
	_cleanup_device_ struct vmtap_device *device = NULL;
	struct vmtap_error err;

	(void)n_operands;
	if (!options->name)
		return status_usage("hold needs --name IFNAME");
	if (make_request(options, operands[0], &request, &err) < 0 ||
	    vmtap_connect(options->socket, &client, &err) < 0 ||
	    vmtap_open(client, request, &device, &err) < 0)
		return failure_report(options->is_json, &err);
	if (options->is_json) {
		struct json_object *object = json_begin();

		json_add_device(object, device);
		json_finish(object);
	} else {
		print_text(device);
	}
	return STATUS_OK;
}
