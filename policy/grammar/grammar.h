/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * grammar.h - the text of a policy file as sections and keys.  Private to
 * policy/.
 */
#ifndef VMTAP_POLICY_GRAMMAR_H
#define VMTAP_POLICY_GRAMMAR_H

#include "policy/grammar/section.h"
#include "policy/message.h"

#define POLICY_NETWORKS_MAX 1024 /* sections of a file */
#define POLICY_RULES_MAX 1024 /* allow, deny and vm of one network */

/* Add the sections of a file to *file, which is empty.  name must live longer
 * than they do. */
int grammar_read(struct parse *parse, const char *name, const char *text,
		 struct section *file);

#endif
