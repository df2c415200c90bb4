/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * failed.h - a sentence about the monitor of a VM, which is no error of vmtapd.
 */
#ifndef VMTAP_FAILED_H
#define VMTAP_FAILED_H

#include <stddef.h>

#include "vmtap.h"

/* Fill *err with STATUS_CODE_MONITOR and the sentence; returns r. */
int failed(struct vmtap_error *err, int r, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Bytes of a text from the monitor that a sentence takes. */
#define FAILED_QUOTE_SIZE 161

/* The text for a terminal: without control characters, and cut.  Returns
 * quoted. */
const char *failed_quote(const char *text, char quoted[FAILED_QUOTE_SIZE]);

#endif
