/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * help.h - what --help prints: of vmtap as a whole, and of one command.
 */
#ifndef VMTAP_HELP_H
#define VMTAP_HELP_H

#include "client/options.h"

/* The words for a command. */
struct help {
	const char *name;
	const char
		*usage; /* what stands behind "vmtap ", a line for each way */
	const char *text; /* what it does, in lines */
};

/* All of it.  The commands end with one without a name. */
void help_print(const struct help *commands);

/* One command, and the options that it takes (enum options_accepted). */
void help_print_command(const struct help *command, unsigned int accepted);

#endif
