/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * release.c - 'vmtap release': end leases, by interface or by VM.
 */
#include <stdio.h>
#include <string.h>

#include "client/command.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "client/output/opener.h"

/* The devices released so far; the arrays are NULL without --json. */
struct progress {
	struct vmtap *client;
	struct vmtap_list *before; /* the devices at first; or NULL */
	struct json_object *array, *errors;
	size_t n;
};

static int release(struct progress *progress, const char *ifname,
		   struct vmtap_error *err)
{
	int r;

	r = vmtap_release(progress->client, ifname, err);
	if (r < 0)
		return r;
	if (progress->array)
		json_append_text(progress->array, ifname);
	else
		printf("%s released\n", ifname);
	opener_tell_named(progress->before, ifname);
	progress->n++;
	return 0;
}

/* Goes on after a failure; the status is that of the first one. */
static enum status release_named(struct progress *progress, char **ifnames)
{
	enum status status = STATUS_OK;

	for (; *ifnames; ifnames++) {
		struct vmtap_error err;

		if (release(progress, *ifnames, &err) < 0) {
			enum status failed =
				failure_add(progress->errors, *ifnames, &err);

			if (status == STATUS_OK)
				status = failed;
		}
	}
	return status;
}

static enum status release_vm(struct progress *progress, const char *vm)
{
	const struct vmtap_list *list = progress->before;
	enum status status = STATUS_OK;
	struct vmtap_error err;

	for (size_t i = 0; i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);

		if (strcmp(vmtap_device_vm(device), vm) != 0)
			continue;
		/* If a device went after it was listed, that is no failure. */
		if (release(progress, vmtap_device_ifname(device), &err) < 0 &&
		    err.code != VMTAP_E_NO_LEASE) {
			enum status failed =
				failure_add(progress->errors,
					    vmtap_device_ifname(device), &err);

			if (status == STATUS_OK)
				status = failed;
		}
	}
	if (status == STATUS_OK && progress->n == 0) {
		err.code = VMTAP_E_NO_LEASE;
		(void)snprintf(
			err.text, sizeof(err.text),
			"you have no device of a VM '%s'; 'vmtap list' prints yours",
			vm);
		return failure_add(progress->errors, "", &err);
	}
	return status;
}

enum status command_release(const struct options *options, int n_operands,
			    char **operands)
{
	_cleanup_client_ struct vmtap *client = NULL;
	_cleanup_list_ struct vmtap_list *before = NULL;
	struct progress progress = { 0 };
	struct vmtap_error err;
	enum status status;

	if ((n_operands > 0) == (options->vm != NULL))
		return status_usage("release what: IFNAME..., or --vm NAME?");
	if (options->vm && options->vm[0] == '\0')
		return status_usage("--vm needs a name");
	if (vmtap_connect(options->socket, &client, &err) < 0)
		return failure_report(options->is_json, &err);
	progress.client = client;
	if (options->is_json) {
		progress.array = json_begin_array();
		progress.errors = json_begin_array();
	}
	if ((options->vm || !options->is_json) &&
	    vmtap_list(client, &before, &err) < 0 && options->vm) {
		status = failure_add(progress.errors, "", &err);
	} else {
		progress.before = before;
		status = options->vm ? release_vm(&progress, options->vm)
				     : release_named(&progress, operands);
	}
	if (progress.array) {
		struct json_object *object = json_begin();

		json_add(object, "released", progress.array);
		json_add(object, "errors", progress.errors);
		json_finish(object);
	}
	return status;
}
