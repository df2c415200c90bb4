/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * section.h - a section of a policy file as a value.  Private to policy/.
 */
#ifndef VMTAP_POLICY_SECTION_H
#define VMTAP_POLICY_SECTION_H

#include "policy/key.h"
#include "policy/message.h"

/* A section, and those that stand in it, in order.  All zero: an empty file. */
struct section {
	struct keys keys;
	char *title; /* that of keys */
	struct section *next, *members;
	size_t n_members;
};

/* One more at the end of the members, or of the values of a key, with room for
 * so many characters.  NULL without memory. */
struct section *section_add(struct section *section, enum section_kind kind);
struct value *section_add_value(struct section *section, enum key key,
				size_t length);

/* Put the keys of other into *keys; -EINVAL if one stands in both. */
int section_merge(struct parse *parse, const struct section *other,
		  struct keys *keys);

/* All that is in it. */
void section_free(struct section *section);

#endif
