/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * message.h - what one call of policy_parse_files() passes to all its parts,
 * and its messages.  All other files of the parser include this one.
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
	bool has_failed; /* the error was told, and is on its way up */
	bool is_cut; /* a file could not be read to its end */
	unsigned int n_mistakes;
};

/* Tell "file:line: ..."; the first one is in *err.  Returns -EINVAL. */
int parse_error(struct parse *parse, struct place place, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/* Tell *err, a mistake.  False: it was the last one that is told. */
bool parse_tell(struct parse *parse, const struct error *err);

/* The error r was told.  Are further ones to be looked for? */
bool parse_goes_on(struct parse *parse, int r);

/* Report that there is no memory.  Returns -ENOMEM. */
int parse_no_memory(struct parse *parse);

#endif
