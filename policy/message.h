/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * message.h - what one call of policy_parse_files() carries along, and its one
 * message.  The floor of the parser: every other file of it includes this one.
 */
#ifndef VMTAP_POLICY_MESSAGE_H
#define VMTAP_POLICY_MESSAGE_H

#include "policy/policy.h"

struct parse {
	const char *filename;
	const struct policy_names *names;
	struct error *err; /* may be NULL */
	bool has_failed; /* the first error is the one to tell */
};

/* Set *err to "file:line: ..." unless it is set already.  -EINVAL. */
int parse_error(struct parse *parse, struct place place, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/* Out of memory.  -ENOMEM. */
int parse_no_memory(struct parse *parse);

#endif
