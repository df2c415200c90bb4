/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model.h - the inside of struct policy.  Shared by the files of policy/ and
 * by nobody else.
 */
#ifndef VMTAP_POLICY_MODEL_H
#define VMTAP_POLICY_MODEL_H

#include "policy.h"
#include "who.h"

#define POLICY_WHO_MAX 127 /* bytes between the quotes of allow and deny */

/* One allow or deny, with its name resolved. */
struct rule {
	bool is_deny;
	struct who who;
	struct place place;
	unsigned int devices; /* allow: 1 to the network's */
	size_t n_ranges; /* allow: 0 permits any station's address */
	struct lladdr_range ranges[VMTAP_RANGES_MAX];
	char text[POLICY_WHO_MAX + 1]; /* who, as written: "alice", "@36" */
};

/*
 * A network and its rules, which are sorted so that the first that matches a
 * peer counts: denials first, then down the ladder of who.h.  Only among single
 * groups decide.c looks on.
 */
struct block {
	struct network network; /* first: struct network * is struct block * */
	size_t n_rules;
	struct rule *rules;
};

struct policy {
	char *filename;
	size_t n_blocks;
	struct block *blocks; /* in order of name */
};

_Static_assert(offsetof(struct block, network) == 0, "see policy_admit()");

#endif
