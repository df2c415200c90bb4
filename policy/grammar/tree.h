/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tree.h - a policy file as blocks and keys.  Private to policy/; tree.c is
 * the only user of libconfuse.
 */
#ifndef VMTAP_POLICY_TREE_H
#define VMTAP_POLICY_TREE_H

#include "policy/key.h"
#include "policy/message.h"

/* A block of a file; one of a whole file is the tree itself. */
struct section {
	struct cfg_t *cfg;
	const char *file;
};

/* file must outlive the tree; free it with tree_free(). */
int tree_read(struct parse *parse, const char *file, const char *text,
	      struct section *ret_tree);
void tree_free(struct section *tree); /* accepts an empty one */

/* The blocks of that name in section. */
unsigned int section_count(const struct section *section, const char *name);
struct section section_at(const struct section *section, const char *name,
			  unsigned int i);

const char *section_title(const struct section *section); /* or NULL */
struct place section_place(const struct section *section);

/* The values of a key: none if it is not there, several of a list. */
unsigned int section_list_count(const struct section *section, enum key key);
const struct value *section_list_at(const struct section *section, enum key key,
				    unsigned int i);

#endif
