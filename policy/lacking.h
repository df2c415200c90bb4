/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lacking.h - names of users and groups that the host does not have, see struct
 * policy_names.  Private to policy/.
 */
#ifndef VMTAP_POLICY_LACKING_H
#define VMTAP_POLICY_LACKING_H

#include "policy/policy.h"

#define LACKING_MAX 16 /* names that are kept for the log */
#define LACKING_NAME_MAX 127 /* bytes of a name */

struct lacking_name {
	struct place place;
	const char *keyword; /* "allow", "deny", "users", "admin"; static */
	bool is_group;
	char text[LACKING_NAME_MAX + 1];
};

struct lacking {
	size_t n; /* may be more than LACKING_MAX */
	struct lacking_name names[LACKING_MAX];
};

void lacking_add(struct lacking *lacking, const struct lacking_name *name);

/* As policy_complain(), for these names.  Returns .n. */
size_t lacking_complain(const struct lacking *lacking, size_t max,
			void (*say)(const char *text));

#endif
