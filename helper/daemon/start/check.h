/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.h - vmtapd --check: is the policy correct, and what would it answer?
 */
#ifndef VMTAP_CHECK_H
#define VMTAP_CHECK_H

#include "daemon/start/options.h"

/*
 * If the policy is wrong, print one line on stderr: "file:line: what is
 * wrong".  With --explain, print on stdout what the policy would answer that
 * user, who has no device yet.  Returns the exit status: 0: correct, and
 * granted; 1: not; 2: the command line is wrong.
 */
int check(const struct options *options);

#endif
