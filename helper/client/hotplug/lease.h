/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lease.h - whether vmtapd still has a lease.
 */
#ifndef VMTAP_LEASE_OF_CARD_H
#define VMTAP_LEASE_OF_CARD_H

#include <stdint.h>

#include "vmtap.h"

/* 1: the caller has it; 0: not; or a negative error, with *err. */
int lease_is_there(struct vmtap *client, const char *ifname,
		   struct vmtap_error *err);

/* Wait until it has ended, up to the deadline, of clock_ms(): -ETIMEDOUT. */
int lease_wait_end(struct vmtap *client, const char *ifname, uint64_t deadline,
		   struct vmtap_error *err);

#endif
