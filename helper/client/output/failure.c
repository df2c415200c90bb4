/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * failure.c - see failure.h.
 */
#include "client/output/failure.h"

#include <stddef.h>

#include "client/output/json.h"

void failure_fill(struct json_object *object, const struct vmtap_error *err)
{
	json_add_text(object, "code", status_code_name(err->code));
	json_add_text(object, "reason", err->text);
}

enum status failure_report(bool is_json, const struct vmtap_error *err)
{
	if (is_json) {
		struct json_object *object = json_begin();

		failure_fill(object, err);
		json_finish(object);
	}
	return status_report(err);
}

enum status failure_add(struct json_object *array, const char *ifname,
			const struct vmtap_error *err)
{
	if (array) {
		struct json_object *object = json_begin();

		json_add_text(object, "ifname", ifname);
		failure_fill(object, err);
		json_append(array, object);
	}
	return status_report(err);
}
