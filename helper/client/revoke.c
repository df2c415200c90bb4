/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * revoke.c - 'vmtap revoke': an administrator ends devices of other users.
 */
#include <stdio.h>

#include "client/command.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "client/output/opener.h"
#include "client/select.h"

/* Goes on after a failure; the status is that of the first one. */
static enum status revoke_named(struct vmtap *client, char **ifnames,
				const struct vmtap_list *before,
				struct json_object *errors, unsigned int *count)
{
	enum status status = STATUS_OK;

	for (; *ifnames; ifnames++) {
		struct vmtap_error err;
		unsigned int n;

		if (vmtap_revoke(client, *ifnames, NULL, NULL, &n, &err) < 0) {
			enum status failed =
				failure_add(errors, *ifnames, &err);

			status = status == STATUS_OK ? failed : status;
		} else {
			*count += n;
			opener_tell_named(before, *ifnames);
		}
	}
	return status;
}

static bool is_selected(const struct vmtap_device *device, const void *data)
{
	return select_has(data, device);
}

static enum status revoke_selected(struct vmtap *client,
				   const struct options *options,
				   const struct vmtap_list *before,
				   struct json_object *errors,
				   unsigned int *count)
{
	struct selection selection;
	struct vmtap_error err;

	if (select_begin(options, &selection, &err) < 0 ||
	    vmtap_revoke(client, NULL, options->network,
			 options->user ? &selection.uid : NULL, count,
			 &err) < 0)
		return failure_add(errors, "", &err);
	opener_tell(before, is_selected, &selection);
	return STATUS_OK;
}

enum status command_revoke(const struct options *options, int n_operands,
			   char **operands)
{
	_cleanup_client_ struct vmtap *client = NULL;
	_cleanup_list_ struct vmtap_list *before = NULL;
	struct vmtap_error err;
	unsigned int count = 0;
	struct json_object *errors = NULL;
	enum status status;

	if ((n_operands > 0) == (options->user || options->network))
		return status_usage(
			"revoke what: IFNAME..., or --user and --network?");
	if (vmtap_connect(options->socket, &client, &err) < 0)
		return failure_report(options->is_json, &err);
	if (options->is_json)
		errors = json_begin_array();
	else /* it says itself why it is refused */
		(void)vmtap_list_all(client, &before, NULL);
	status = n_operands > 0 ? revoke_named(client, operands, before, errors,
					       &count)
				: revoke_selected(client, options, before,
						  errors, &count);
	if (options->is_json) {
		struct json_object *object = json_begin();

		json_add_number(object, "revoked", count);
		json_add(object, "errors", errors);
		json_finish(object);
	} else if (count > 0) {
		printf("%u device%s revoked\n", count, count == 1 ? "" : "s");
	}
	return status;
}
