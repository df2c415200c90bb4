/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * guest.h - what a VMM gives to the guest of a device.
 */
#ifndef VMTAP_GUEST_H
#define VMTAP_GUEST_H

#include "vmtap.h"

struct guest {
	char lladdr[sizeof("52:54:00:12:34:56")]; /* as it was written */
	char vm[VMTAP_LABEL_MAX + 1]; /* ""; or a legal name */
};

/* The guest of ifname is this one.  The policy may have plans of its own for a VM
 * of that name: then it goes without. */
int guest_tell(struct vmtap *client, const char *ifname,
	       const struct guest *guest, struct vmtap_error *err);

#endif
