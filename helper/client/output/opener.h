/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * opener.h - which processes opened the TAPs that go.  QEMU spins on the
 * descriptor of a TAP that is gone, so the user is told whom to look at.
 */
#ifndef VMTAP_OPENER_H
#define VMTAP_OPENER_H

#include "vmtap.h"

/* device is gone: print on stderr which process opened it, if it is a TAP and
 * there still is such a process. */
void opener_tell(const struct vmtap_device *device);

/* The same for the device of that name; list may be NULL. */
void opener_tell_named(const struct vmtap_list *list, const char *ifname);

#endif
