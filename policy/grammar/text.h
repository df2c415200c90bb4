/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * text.h - characters of a policy file: what libconfuse may see at all.
 * Private to policy/.
 */
#ifndef VMTAP_POLICY_TEXT_H
#define VMTAP_POLICY_TEXT_H

#include "policy/message.h"

#define POLICY_NETWORKS_MAX 1024 /* in a file */
#define POLICY_RULES_MAX 1024 /* allow, deny and vm of one network */

/* The key that is written behind a section's opening brace.  No file can hold
 * it: control characters are refused. */
#define POLICY_LINE_KEY "\001line"

/*
 * A copy of text for libconfuse, to be freed: without comments, with
 * POLICY_LINE_KEY in each section, and with nothing in it that libconfuse
 * would skip, expand or take for something else.
 */
int text_prepare(struct parse *parse, const char *text, char **ret_text);

#endif
