/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kind.h - the kinds of devices: one row of facts for each.  Pure.
 *
 * Code asks for a fact of the row and never compares kinds.  A comparison takes
 * the wrong branch for a kind that is added later, and no compiler notices.
 * tests/lint/check-kinds refuses comparisons.
 *
 * The table is not in link/, and has no functions in it, because three sides
 * read it: the daemon, the policy, which is pure, and the client, which does
 * not see the kernel's side.  link/making.h has what makes a device.
 */
#ifndef VMTAP_KIND_H
#define VMTAP_KIND_H

#include <stdbool.h>

#include "vmtap.h"

/* The two sides of a link, as the host sees them. */
enum side {
	SIDE_INGRESS = 1, /* what the host receives from the link */
	SIDE_EGRESS, /* what the host sends to the link */
};

/* Which address the link itself must have. */
enum kind_lladdr {
	KIND_LLADDR_GUESTS = 1, /* the guest's */
	KIND_LLADDR_ANOTHER, /* any but the guest's, see lladdr_host_side() */
};

/* What the holder of a descriptor can change of the link. */
enum kind_change {
	KIND_CHANGE_LLADDR = 1 << 0, /* with SIOCSIFHWADDR */
	KIND_CHANGE_CARRIER = 1 << 1, /* with TUNSETCARRIER */
};

/* What ends a lease, unless its device is held by name (facts.h). */
enum kind_end {
	KIND_END_DESCRIPTOR = 1, /* the close of the last descriptor */
};

struct kind {
	enum vmtap_kind kind;
	const char *name; /* in the policy, in JSON and in tables */
	const char *device; /* in sentences: what the guest gets */
	const char *link_kind; /* the kernel's word for it, IFLA_INFO_KIND */
	enum side guest_side; /* the side on which the guest's frames pass */
	bool is_port; /* of a bridge, which can pin and learn the guest's
		       * address; otherwise the link sits on a lower device */
	bool has_modes; /* the kind has an enum vmtap_mode */
	bool has_node; /* /dev/tapN: the link stays when its last descriptor is
			* closed, so vmtapd deletes it */
	enum kind_lladdr lladdr;
	unsigned int holder_sets; /* of enum kind_change; what is not in it
				   * follows the lower device's */
	enum kind_end end;
};

/* The row of a kind.  VMTAP_KIND_NONE and a kind that this program does not
 * know have a row whose name is "?" and which has no other fact. */
const struct kind *kind_of(enum vmtap_kind kind);

/* The row with this name, or with this IFLA_INFO_KIND.  NULL if there is
 * none. */
const struct kind *kind_named(const char *name);
const struct kind *kind_of_link(const char *link_kind);

/* The names of all kinds for a sentence, each with before in front of it:
 * "bridge or macvtap". */
#define KIND_NAMES_SIZE 128
void kind_names(const char *before, char text[KIND_NAMES_SIZE]);

#endif
