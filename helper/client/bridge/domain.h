/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * domain.h - what libvirt's status file of a domain says about a device.  Pure.
 */
#ifndef VMTAP_DOMAIN_H
#define VMTAP_DOMAIN_H

#include "client/bridge/guest.h"

/*
 * text: the file, which libvirt itself writes, always in the same form.  0: it
 * has exactly one interface with that device, and that has one address; -ENOENT
 * otherwise.
 */
int domain_find(const char *text, const char *ifname, struct guest *ret_guest);

#endif
