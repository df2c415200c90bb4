/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * revoke.h - leases that end because the administrator says so.
 */
#ifndef VMTAP_REVOKE_H
#define VMTAP_REVOKE_H

#include "broker.h"

/* End all leases that the policy of *broker would not grant.  Returns how
 * many. */
unsigned int revoke_refused(const struct broker *broker);

#endif
