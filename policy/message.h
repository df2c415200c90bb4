/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * message.h - what one call of policy_parse_files() passes to all its parts,
 * and its one message.  All other files of the parser include this one.
 */
#ifndef VMTAP_POLICY_MESSAGE_H
#define VMTAP_POLICY_MESSAGE_H

#include "policy/policy.h"

struct lacking;

struct parse {
	const char *filename;
	const struct policy_names *names;
	struct lacking *lacking; /* the policy's; for names->is_start */
	struct error *err; /* may be NULL */
	bool has_failed; /* only the first error is reported */
};

/* Set *err to "file:line: ..." unless it has a message.  Returns -EINVAL. */
int parse_error(struct parse *parse, struct place place, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/* Report that there is no memory.  Returns -ENOMEM. */
int parse_no_memory(struct parse *parse);

#endif
