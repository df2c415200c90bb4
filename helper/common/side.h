/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * side.h - the two sides of a link, as the host sees them.
 */
#ifndef VMTAP_SIDE_H
#define VMTAP_SIDE_H

enum side {
	SIDE_INGRESS = 1, /* what the host receives from the link */
	SIDE_EGRESS, /* what the host sends to the link */
};

#endif
