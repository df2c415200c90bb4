/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * json.c - calls json-c, and handles all its failures.
 */
#include "client/output/json.h"

#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "client/output/facts.h"
#include "client/output/status.h"
#include "common/kind.h"
#include "common/words.h"

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
	if (kind_of(kind)->has_modes)
		json_add_text(object, "mode", vmtap_mode_name(mode));
}

/* Where it is now, and what may be wrong with it. */
static void add_state(struct json_object *object,
		      const struct vmtap_device *device)
{
	struct json_object *notes = json_begin_array();
	const char *note;

	json_add_text(object, "link", vmtap_device_link(device));
	json_add_bool(object, "up", vmtap_device_is_up(device));
	json_add_bool(object, "carrier", vmtap_device_has_carrier(device));
	for (unsigned int i = 0; (note = vmtap_device_note(device, i)); i++)
		json_append_text(notes, note);
	json_add(object, "notes", notes);
}

/* [{"address": "192.0.2.7", "age": 3}], and from where they are known, or why
 * none is. */
static void add_addresses(struct json_object *object,
			  const struct vmtap_device *device)
{
	struct json_object *all = json_begin_array(), *one;
	const char *address;
	uint64_t age;

	for (unsigned int i = 0;
	     (address = vmtap_device_address(device, i, &age)); i++) {
		one = json_begin();
		json_add_text(one, "address", address);
		json_add_number(one, "age", age);
		json_append(all, one);
	}
	json_add(object, "addresses", all);
	json_add_text(object, "address_source",
		      vmtap_device_address_source(device));
	json_add_text(object, "address_unknown",
		      vmtap_device_address_unknown(device));
}

/* "until" and "until_exit" only if they are its end. */
static void add_hold(struct json_object *object,
		     const struct vmtap_device *device)
{
	json_add_bool(object, "held", vmtap_device_is_held(device));
	if (vmtap_device_until(device) > 0)
		json_add_number(object, "until", vmtap_device_until(device));
	if (vmtap_device_ends_with_pid(device))
		json_add_number(object, "until_exit",
				(uint64_t)vmtap_device_pid(device));
}

void json_add_device(struct json_object *object,
		     const struct vmtap_device *device)
{
	json_add_text(object, "ifname", vmtap_device_ifname(device));
	json_add_number(object, "ifindex", vmtap_device_ifindex(device));
	json_add_text(object, "network", vmtap_device_network(device));
	json_add_text(object, "vm", vmtap_device_vm(device));
	json_add_kind(object, vmtap_device_kind(device),
		      vmtap_device_mode(device));
	json_add_text(object, "mac", vmtap_device_lladdr(device));
	json_add_bool(object, "mac_learned", vmtap_device_is_learned(device));
	json_add_number(object, "mtu", vmtap_device_mtu(device));
	json_add_number(object, "queues", vmtap_device_queues(device));
	json_add_number(object, "uid", vmtap_device_uid(device));
	if (facts_user_name(vmtap_device_uid(device)))
		json_add_text(object, "user",
			      facts_user_name(vmtap_device_uid(device)));
	json_add_number(object, "pid", (uint64_t)vmtap_device_pid(device));
	json_add_number(object, "since", vmtap_device_since(device));
	add_hold(object, device);
	add_state(object, device);
	add_addresses(object, device);
}

static void add_limit(struct json_object *object,
		      const struct vmtap_network *network,
		      enum vmtap_limit limit)
{
	const struct words_limit *words = words_limit(limit);
	const int used = vmtap_network_used(network, limit);

	json_add_number(object, words->max_key,
			vmtap_network_max(network, limit));
	if (words->used_key && used >= 0)
		json_add_number(object, words->used_key, (uint64_t)used);
}

void json_add_limits(struct json_object *object,
		     const struct vmtap_network *network)
{
	for (unsigned int i = 0; i < VMTAP_LIMITS; i++)
		add_limit(object, network, i);
	json_add_bool(object, "vhost", vmtap_network_vhost(network));
	json_add_number(object, "held_max", vmtap_network_held_max(network));
	if (vmtap_network_held(network) >= 0)
		json_add_number(object, "held_used",
				(uint64_t)vmtap_network_held(network));
}

void json_add_rule(struct json_object *object,
		   const struct vmtap_network *network)
{
	struct json_object *ranges = json_begin_array();

	if (vmtap_network_rule(network)[0])
		json_add_text(object, "rule", vmtap_network_rule(network));
	for (unsigned int i = 0; i < vmtap_network_ranges(network); i++)
		json_append_text(ranges, vmtap_network_range(network, i));
	json_add(object, "macs", ranges);
}

static void finish(struct json_object *json, int style)
{
	const char *text = json_object_to_json_string_ext(
		json, style | JSON_C_TO_STRING_NOSLASHESCAPE);

	need(text);
	puts(text);
	json_object_put(json);
}

void json_finish(struct json_object *json)
{
	finish(json, JSON_C_TO_STRING_PRETTY);
}

void json_finish_line(struct json_object *json)
{
	finish(json, JSON_C_TO_STRING_SPACED);
}
