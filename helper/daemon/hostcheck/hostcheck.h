/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hostcheck.h - 'vmtapd --check --host': looks as root where neither the serving
 * daemon nor its clients may look.  It needs no running daemon.
 */
#ifndef VMTAP_HOSTCHECK_H
#define VMTAP_HOSTCHECK_H

#include "daemon/start/options.h"

/* Print a line for each finding.  0, or 1 if something is wrong. */
int hostcheck(const struct options *options);

#endif
