/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kind.h - the kinds of devices: one row of facts for each.  Pure.
 *
 * Everybody asks a fact of the row, and nobody which kind it is: a comparison
 * with one kind takes the wrong branch for a kind that is added later, and no
 * compiler notices.  tests/lint/check-kinds refuses such comparisons.
 *
 * The table is here and not in link/, and has no functions in it, because the
 * policy, which is pure, and the client, which does not see the kernel's side,
 * ask it as the daemon does.  What makes a device is in link/making.h.
 */
#ifndef VMTAP_KIND_H
#define VMTAP_KIND_H

#include <stdbool.h>

#include "common/side.h"
#include "vmtap.h"

/* What the link's own address has to be. */
enum kind_lladdr {
	KIND_LLADDR_GUESTS = 1, /* the guest's */
	KIND_LLADDR_ANOTHER, /* any but the guest's, see lladdr_host_side() */
};

/* What ends a lease.  It is a fact of the lease, and the kind has the default:
 * while there is one value, no lease has to remember it. */
enum kind_end {
	KIND_END_DESCRIPTOR = 1, /* the last descriptor is closed */
};

struct kind {
	enum vmtap_kind kind;
	const char *name; /* in the policy, in JSON and in tables */
	const char *device; /* for people: what the guest gets */
	const char *link_kind; /* the kernel's word for it, IFLA_INFO_KIND */
	enum side guest_side; /* where the frames that the guest sends pass */
	bool is_port; /* of a bridge, which can pin and learn the guest's
		       * address; else it stands on a lower device */
	bool has_modes; /* enum vmtap_mode */
	bool has_node; /* of its own, /dev/tapN: its link does not go with
			* its last descriptor, so vmtapd deletes it */
	enum kind_lladdr lladdr;
	bool holder_sets_lladdr; /* SIOCSIFHWADDR; else it follows the lower
				  * device's */
	bool holder_sets_carrier; /* TUNSETCARRIER; else it follows the lower
				   * device's */
	bool can_be_mute; /* nothing passes if the guest has an address that
			   * is not its device's, and only counters tell */
	enum kind_end end;
};

/* The row of a kind.  A kind that this program does not know, and
 * VMTAP_KIND_NONE, have a row whose name is "?" and which has no other fact. */
const struct kind *kind_of(enum vmtap_kind kind);

/* The row with that name, or with that word of the kernel's; or NULL. */
const struct kind *kind_named(const char *name);
const struct kind *kind_of_link(const char *link_kind);

/* The names of all kinds as part of a sentence, each after before: "bridge or
 * macvtap". */
#define KIND_NAMES_SIZE 128
void kind_names(const char *before, char text[KIND_NAMES_SIZE]);

#endif
