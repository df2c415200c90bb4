/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * crowd.h - the bridges that vmtapd keeps in mind, and what they had when it
 * looked last.
 */
#ifndef VMTAP_CROWD_H
#define VMTAP_CROWD_H

#include "common/ifname.h"
#include "daemon/multicast/share.h"
#include "daemon/state.h"
#include "link/rtnl/multicast/groups.h"

/* How often the pause doubles while a bridge has no room. */
#define CROWD_WAITS_MAX 9

struct bridge {
	TAILQ_ENTRY(bridge) entry;
	unsigned int ifindex;
	unsigned int room; /* for so many groups; 0: not known yet */
	unsigned int total; /* groups at the last look */
	unsigned int held; /* of these, at ports that stay */
	unsigned int came; /* since the last look, at most */
	struct ifname ifname;
	bool is_on; /* it snoops, as of this look */
	bool was_on; /* it snooped, as of the last that is known */
	bool can_be_full; /* there may have been no room since then */
	bool is_off; /* so it gave up snooping, and has not begun again */
	bool is_crowded; /* the log has it */
	uid_t blamed; /* whose device was ended last */
};

struct crowd {
	const struct state *state;
	TAILQ_HEAD(bridges, bridge) bridges; /* the last one in use is first */
	unsigned int n_bridges;
	bool is_due; /* a look */
	unsigned int waits; /* looks in a row that found no room */
	struct lease *leases[LEASES_MAX]; /* for a look */
	struct share_member members[LEASES_MAX];
};

/* NULL: vmtapd has no device on it. */
struct bridge *crowd_find(struct crowd *crowd, unsigned int ifindex);

/* Keep the bridge in mind, as long as others are not needed more. */
void crowd_expect(struct crowd *crowd, unsigned int ifindex);
void crowd_forget(struct crowd *crowd, struct bridge *bridge);

/* A list begins; add a group of it to its bridge and lease.  data is the
 * crowd. */
void crowd_begin(void *data);
void crowd_count(const struct rtnl_group *group, void *data);

/* bridge and leases have what was counted: end devices, and let the bridge snoop
 * if it gave that up. */
void crowd_judge(struct crowd *crowd, struct bridge *bridge);

#endif
