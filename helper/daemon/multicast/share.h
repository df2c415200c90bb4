/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * share.h - who has joined too many of a bridge's multicast groups?  Pure.
 *
 * A bridge that has no room for another group stops snooping, for all its
 * ports.  So vmtapd keeps half of the room free.  While less is free, the user
 * whose guests have joined most groups has too many, if they are more than a
 * share of the half.  Guests with few groups are never to blame, so that others
 * cannot make them lose their devices.  That holds for each device by itself: a
 * user may have hundreds of honest guests, with some groups each.
 */
#ifndef VMTAP_SHARE_H
#define VMTAP_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A user has this part of the room at least, however many users there are. */
#define SHARE_LEAST 16
/* A device with this part of the room at most counts as one without groups.  Of
 * 4096 that is 32; systems of today join less than 20. */
#define SHARE_QUIET 128

/* A device on the bridge, and how many groups its guest has joined. */
struct share_member {
	uid_t uid;
	unsigned int n;
};

/* All devices on a bridge that have groups, those of a user together. */
struct share_bridge {
	const struct share_member *members;
	size_t n_members;
	unsigned int total; /* groups, those of other stations as well */
	unsigned int room; /* for so many; 0: the bridge does not snoop */
};

/* The device that is to go, or n_members: none is. */
size_t share_exceeded(const struct share_bridge *bridge);

/* Is half of the room used? */
bool share_is_crowded(const struct share_bridge *bridge);

#endif
