/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.h - vmtapd --check: is the policy in order, and what would it say?
 */
#ifndef VMTAP_CHECK_H
#define VMTAP_CHECK_H

#include "daemon/start/options.h"

/*
 * Print one line on stderr, "file:line: what is wrong", or nothing; with
 * --explain on stdout what the policy would answer that user, who has no
 * device yet.  The exit status: 0 in order and granted, 1 not, 2 the command
 * line is wrong.
 */
int check(const struct options *options);

#endif
