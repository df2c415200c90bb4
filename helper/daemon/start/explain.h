/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * explain.h - vmtapd --check: is the policy correct, and what would it answer?
 */
#ifndef VMTAP_EXPLAIN_H
#define VMTAP_EXPLAIN_H

#include "daemon/start/options.h"

/*
 * If the policy is wrong, print one line on stderr: "file:line: what is
 * wrong".  With --explain, print on stdout what the policy would answer that
 * user, who has no device yet.  Returns the exit status: 0: correct, and
 * granted; 1: not; 2: the command line is wrong.
 */
int explain_policy(const struct options *options);

#endif
