/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * facts.h - what is on record about a lease and its device.
 *
 * The facts are filled in once: when a device is granted, or when it is adopted
 * from its link's mark (mark.h).  The lease, the maker of the device and the
 * mark share them.
 */
#ifndef VMTAP_FACTS_H
#define VMTAP_FACTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/fence.h"
#include "common/label.h"
#include "vmtap.h"

/* What vmtapd knows about the guest's address. */
enum guest {
	GUEST_UNKNOWN, /* the VMM chose it, and vmtapd does not want to know
			* it */
	GUEST_LEARNING, /* the first address that the guest uses becomes its
			 * own */
	GUEST_TOLD, /* lladdr: from the client or the policy */
	GUEST_CHOSEN, /* lladdr: vmtapd chose it for a macvtap, and the client
		       * may tell another one once; the mark does not tell
		       * this from GUEST_TOLD */
	GUEST_LEARNED, /* lladdr: the first address that the guest used */
};

/*
 * A device that its user opens by name: a lease without a descriptor.  The link
 * is persistent, and the user is its owner.  It ends by 'release', at a time, or
 * together with a process.
 */
struct facts_hold {
	bool is_on; /* false: the rest is zero */
	uint64_t until; /* clock_boot(), seconds; 0: at no time */
	uint64_t process; /* the inode of a pidfd of facts.pid, with which it
			   * ends; 0: with none */
};

struct facts {
	uid_t uid;
	pid_t pid; /* of the client; or of the process with which the device
		    * ends, see hold */
	struct facts_hold hold;
	uint64_t since; /* CLOCK_REALTIME, seconds */
	struct label network;
	struct label vm; /* empty: no name */
	bool has_rule_group; /* false: adopted, and the alias does not tell */
	gid_t rule_group; /* the group by which the rule of the grant matched;
			   * or -1 */
	enum vmtap_kind kind;
	enum vmtap_mode mode; /* of a macvtap */
	enum guest guest;
	struct lladdr lladdr; /* the guest's address, see facts_has_lladdr() */
	size_t n_macs; /* further ones, to which its bridge has entries; the
			* mark does not tell them */
	struct lladdr macs[FENCE_MACS_MAX];
	struct lladdr link_lladdr; /* the address that the link itself must
				    * have */
	unsigned int queues; /* 1..VMTAP_QUEUES_MAX */
	unsigned int vnet_hdr_size;
	unsigned int lower_down; /* see struct device */
};

static inline bool facts_has_lladdr(const struct facts *facts)
{
	return facts->guest == GUEST_TOLD || facts->guest == GUEST_CHOSEN ||
	       facts->guest == GUEST_LEARNED;
}

#endif
