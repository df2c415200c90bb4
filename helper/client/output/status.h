/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * status.h - vmtap(1)'s exit statuses.
 */
#ifndef VMTAP_STATUS_H
#define VMTAP_STATUS_H

#include "vmtap.h"

enum status {
	STATUS_OK = 0,
	STATUS_REFUSED = 1, /* vmtapd said no */
	STATUS_USAGE = 2,
	STATUS_UNREACHABLE = 3, /* no answer from vmtapd, or a wrong one */
	STATUS_FAILED = 4, /* the host lacks something, or something broke */
	STATUS_MONITOR = 5, /* a VM's monitor, or its guest */
	STATUS_CANNOT_EXECUTE = 126, /* run; the next as well. As env(1). */
	STATUS_NOT_FOUND = 127,
};

/* The client's own code, besides enum vmtap_code. */
#define STATUS_CODE_MONITOR 256

/* The status for an enum vmtap_code, or for the code above. */
enum status status_of(int code);

/* The code as a word for programs: "denied", "limit", ... */
const char *status_code_name(int code);

/* Print "vmtap: " and the sentence on stderr; returns status_of(). */
enum status status_report(const struct vmtap_error *err);

/* The same for a fault of the command line; also names the page to read. */
enum status status_usage(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
