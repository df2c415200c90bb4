/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * section.h - a section of a policy file as a value.  Private to policy/.
 */
#ifndef VMTAP_POLICY_SECTION_H
#define VMTAP_POLICY_SECTION_H

#include "policy/key.h"
#include "policy/message.h"

/* A section, and the sections in it, in order.  All zero: an empty file. */
struct section {
	struct keys keys;
	char *title; /* the title in keys */
	struct section *next, *members;
	size_t n_members;
	bool is_flawed; /* a line of it has a mistake, which was told */
};

/* Add one at the end of the members, or of the values of a key, with room for
 * length characters.  NULL if there is no memory. */
struct section *section_add(struct section *section, enum section_kind kind);
struct value *section_add_value(struct section *section, enum key key,
				size_t length);

/* Add the keys of other to *keys.  -EINVAL if both have a key. */
int section_merge(struct parse *parse, const struct section *other,
		  struct keys *keys);

/* Free all that is in section. */
void section_free(struct section *section);

#endif
