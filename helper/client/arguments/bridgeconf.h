/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bridgeconf.h - the lines of a bridge.conf, the list of qemu-bridge-helper.
 */
#ifndef VMTAP_BRIDGECONF_H
#define VMTAP_BRIDGECONF_H

#include <stdbool.h>
#include <stddef.h>

#include "vmtap.h"

#define BRIDGECONF_LINE_MAX 4095 /* the rest counts as another line */
#define BRIDGECONF_NAME_MAX 15

enum bridgeconf_verb {
	BRIDGECONF_ALLOW,
	BRIDGECONF_DENY,
	BRIDGECONF_INCLUDE,
};

struct bridgeconf_line {
	enum bridgeconf_verb verb;
	bool is_all; /* of allow and deny */
	unsigned int number;
	/* A bridge, which may be empty or have blanks in it; or a path. */
	char arg[BRIDGECONF_LINE_MAX + 1];
};

/* Where a reader is; the text is the caller's. */
struct bridgeconf {
	const char *text;
	size_t size;
	size_t at;
	unsigned int number; /* of the last line read; 0 before the first */
};

/*
 * Reads the next line with a rule: returns 1, or 0 at the end.  At a line where
 * qemu-bridge-helper stops reading the file: -EINVAL, the reason in *err and
 * the line's number in conf->number.
 */
int bridgeconf_next(struct bridgeconf *conf, struct bridgeconf_line *ret_line,
		    struct vmtap_error *err);

#endif
