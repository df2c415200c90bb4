/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * differ.h - what a new policy changes, as lines on stdout.
 */
#ifndef VMTAP_DIFFER_H
#define VMTAP_DIFFER_H

#include "policy/policy.h"

#define DIFFER_USERS_MAX 4096 /* that are asked about */
#define DIFFER_LINES_MAX 1000

/* Rules that were added or removed; users who gain or lose a network. */
void differ(const struct policy *old, const struct policy *policy);

/* Devices of the vmtapd that listens at socket, which policy would refuse.  A
 * daemon that cannot be asked is told on stderr. */
void differ_devices(const struct policy *policy, const char *socket);

#endif
