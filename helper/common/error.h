/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * error.h - why something failed: a stable code and one sentence.
 *
 * The caller has it on its stack.  The function that knows the cause fills it,
 * once.
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
 * the fault can return this call.  error is a positive errno value.
 */
int error_set(struct error *err, enum vmtap_code code, int error,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Put "prefix: " in front of a filled error.  The end of the text is cut off if
 * there is no room. */
void error_prefix(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The positive errno value that the library returns for a code. */
int error_errno(enum vmtap_code code);

#endif
