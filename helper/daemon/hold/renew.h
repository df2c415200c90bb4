/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * renew.h - puts back what a VMM leaves on a device that was opened by name.
 */
#ifndef VMTAP_RENEW_H
#define VMTAP_RENEW_H

#include "daemon/state.h"

/* 0, or -EBUSY if somebody has opened it again. */
int renew(const struct state *state, const struct lease *lease);

#endif
