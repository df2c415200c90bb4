/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * error.h - why something failed: a stable code and one sentence.  It lives on
 * the caller's stack and is filled once, by whoever knows the cause.
 */
#ifndef VMTAP_ERROR_H
#define VMTAP_ERROR_H

#include "vmtap.h"

struct error {
	enum vmtap_code code;
	char text[VMTAP_TEXT_MAX + 1];
};

/*
 * Fill *err (which may be NULL) and return -error, so that the line that finds
 * the fault can return it.  error is a positive errno value.
 */
int error_set(struct error *err, enum vmtap_code code, int error,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Put "prefix: " in front of a filled error.  Cuts the end if too long. */
void error_prefix(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The errno value, positive, that the library returns for a code. */
int error_errno(enum vmtap_code code);

#endif
