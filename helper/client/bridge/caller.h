/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * caller.h - what the program that runs the helper tells without being asked:
 * QEMU by its command line, libvirt by the status files of its domains.
 *
 * All of it belongs to the user who runs the helper.  vmtapd trusts none of it,
 * and decides by its policy.
 */
#ifndef VMTAP_CALLER_H
#define VMTAP_CALLER_H

#include <stdbool.h>

#include "client/bridge/guest.h"

/* The parent is a QEMU that begins, and its command line has this guest for its
 * card at bridge.  -ENOENT: it is not certain. */
int caller_guest(const char *bridge, struct guest *ret_guest);

/* The parent is a user's libvirt, whose status files caller_watch() can read. */
bool caller_is_libvirt(void);

/*
 * Leave a child behind that waits until libvirt has written which address the
 * guest of ifname has, CALLER_SECONDS at most, and tells vmtapd.  It has none of
 * the helper's descriptors.  Failures are nobody's business: then vmtapd's notes
 * tell.  socket: vmtapd's; or NULL.
 */
#define CALLER_SECONDS 30
void caller_watch(const char *ifname, const char *socket);

#endif
