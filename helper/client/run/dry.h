/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dry.h - 'vmtap run --dry-run'.
 */
#ifndef VMTAP_DRY_H
#define VMTAP_DRY_H

#include "client/run/nics.h"

/* Print the command as a line of the shell, with the variables of listen.h in
 * front if is_listening. */
enum status dry_print(const struct nics *nics, bool is_listening,
		      char *const *arguments);

#endif
