/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * state.h - the daemon's state: the parts that main.c has started, for all
 * modules that serve requests or listen to the kernel.
 */
#ifndef VMTAP_STATE_H
#define VMTAP_STATE_H

#include "daemon/lease/lease.h"
#include "daemon/lease/reaper.h"
#include "link/host.h"
#include "policy/policy.h"

struct addresses;
struct again;
struct await;
struct event_base;
struct fixed;
struct hold;
struct learn;
struct listener;
struct mute;
struct nodes;
struct options;
struct pending;
struct pinned;
struct places;
struct reload;
struct routes;
struct server;
struct signals;
struct snooping;
struct watch;

struct state {
	const struct policy *policy;
	struct lease_table *leases;
	struct host *host;

	/* parts, each set by its start and cleared by its stop */
	const struct options *options;
	struct listener *listener;
	struct event_base *base;
	struct reload *reload;
	struct signals *signals;
	struct reaper *reaper;
	struct pending *pending; /* grants that wait for udev */
	struct await *await; /* those who wait for events of leases */
	struct pinned *pinned;
	struct again *again;
	struct watch *watch;
	struct fixed *fixed;
	struct hold *hold;
	struct nodes *nodes;
	struct learn *learn;
	struct snooping *snooping;
	struct mute *mute;
	struct addresses *addresses;
	struct routes *routes;
	struct places *places;
	struct server *server;
	unsigned char host_id[POLICY_HOST_ID_LEN]; /* machine-id(5) */
};

#endif
