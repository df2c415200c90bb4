/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * skip.h - finds where the next statement begins behind one with a mistake.
 * Private to policy/.
 */
#ifndef VMTAP_POLICY_SKIP_H
#define VMTAP_POLICY_SKIP_H

#include <stdbool.h>

#include "policy/grammar/text.h"

/* *text is at the name of a key or section; go to the token after all of it.
 * False: where it ends cannot be known. */
bool skip_statement(struct text *text);

#endif
