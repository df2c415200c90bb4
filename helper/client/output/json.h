/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * json.h - what --json prints.  Only json.c uses json-c.  Without memory these
 * functions end the program with STATUS_FAILED.
 */
#ifndef VMTAP_JSON_H
#define VMTAP_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "vmtap.h"

struct json_object;

struct json_object *json_begin(void); /* an object */
struct json_object *json_begin_array(void);
/* Print it on stdout, with a newline, and free it. */
void json_finish(struct json_object *json);
/* The same on one line. */
void json_finish_line(struct json_object *json);

void json_add_text(struct json_object *object, const char *key,
		   const char *text);
void json_add_number(struct json_object *object, const char *key,
		     uint64_t number);
void json_add_bool(struct json_object *object, const char *key, bool is_true);
/* "kind", and "mode" if that kind has modes. */
void json_add_kind(struct json_object *object, enum vmtap_kind kind,
		   enum vmtap_mode mode);
/* What a device is, for list and show. */
void json_add_device(struct json_object *object,
		     const struct vmtap_device *device);
/* Limits on a network and what is used of them; the rule that decides, and the
 * addresses that it permits.  For networks and check. */
void json_add_limits(struct json_object *object,
		     const struct vmtap_network *network);
void json_add_rule(struct json_object *object,
		   const struct vmtap_network *network);
/* Takes over child. */
void json_add(struct json_object *object, const char *key,
	      struct json_object *child);
void json_append(struct json_object *array, struct json_object *child);
void json_append_text(struct json_object *array, const char *text);

#endif
