/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * link-local.h - finds guests whose link-local address is dropped, because it is
 * not made from their hardware address (stable-privacy, RFC 7217).  The eBPF
 * program writes down such an address; the classic one cannot.
 */
#ifndef VMTAP_LINK_LOCAL_H
#define VMTAP_LINK_LOCAL_H

#include <stdbool.h>

#include "daemon/state.h"

/* Could the program of the device write one down? */
bool link_local_is_seen(const struct state *state, const struct lease *lease);

/* If it has, note that, and log it once. */
void link_local_judge(const struct state *state, struct lease *lease);

#endif
