/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * state.h - the daemon's state: what main.c has started, and all that serves
 * requests or listens to the kernel works with.
 */
#ifndef VMTAP_STATE_H
#define VMTAP_STATE_H

#include "daemon/lease/lease.h"
#include "daemon/lease/reaper.h"
#include "link/host.h"
#include "policy/policy.h"

struct mute;
struct pending;
struct pinned;

struct state {
	const struct policy *policy;
	struct lease_table *leases;
	const struct host *host;
	struct reaper *reaper;
	struct mute *mute;
	struct pending *pending; /* grants that wait for udev */
	struct pinned *pinned;
	unsigned char host_id[POLICY_HOST_ID_LEN]; /* machine-id(5) */
};

#endif
