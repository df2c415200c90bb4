/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * json.c - json-c, with its failures handled in one place.
 */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "status.h"

static void need(bool is_good)
{
	if (is_good)
		return;
	fputs("vmtap: out of memory\n", stderr);
	exit(STATUS_FAILED);
}

struct json_object *json_begin(void)
{
	struct json_object *object = json_object_new_object();

	need(object);
	return object;
}

struct json_object *json_begin_array(void)
{
	struct json_object *array = json_object_new_array();

	need(array);
	return array;
}

void json_add(struct json_object *object, const char *key,
	      struct json_object *child)
{
	need(child && json_object_object_add(object, key, child) == 0);
}

void json_append(struct json_object *array, struct json_object *child)
{
	need(child && json_object_array_add(array, child) == 0);
}

void json_append_text(struct json_object *array, const char *text)
{
	json_append(array, json_object_new_string(text));
}

void json_add_text(struct json_object *object, const char *key,
		   const char *text)
{
	json_add(object, key, json_object_new_string(text));
}

void json_add_number(struct json_object *object, const char *key,
		     uint64_t number)
{
	json_add(object, key, json_object_new_uint64(number));
}

void json_add_bool(struct json_object *object, const char *key, bool is_true)
{
	json_add(object, key, json_object_new_boolean(is_true));
}

void json_add_kind(struct json_object *object, enum vmtap_kind kind,
		   enum vmtap_mode mode)
{
	json_add_text(object, "kind", vmtap_kind_name(kind));
	if (kind == VMTAP_KIND_MACVTAP)
		json_add_text(object, "mode", vmtap_mode_name(mode));
}

void json_finish(struct json_object *json)
{
	const char *text = json_object_to_json_string_ext(
		json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

	need(text);
	puts(text);
	json_object_put(json);
}
