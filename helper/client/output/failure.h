/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * failure.h - an error of libvmtap, for people on stderr, and with --json for
 * programs on stdout.  The object is the same for all commands:
 * {"code": "denied", "reason": "a sentence"}.
 */
#ifndef VMTAP_FAILURE_H
#define VMTAP_FAILURE_H

#include <stdbool.h>

#include "client/output/status.h"

struct json_object;

/* The command fails as a whole: err is all that it prints. */
enum status failure_report(bool is_json, const struct vmtap_error *err);

/* One of several things that were asked for failed.  The command goes on; with
 * array the error is its next entry, which also has the name of the device. */
enum status failure_add(struct json_object *array, const char *ifname,
			const struct vmtap_error *err);

/* Sets "code" and "reason". */
void failure_fill(struct json_object *object, const struct vmtap_error *err);

#endif
