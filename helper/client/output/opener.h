/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * opener.h - which processes opened the TAPs that go.  QEMU spins on the
 * descriptor of a TAP that is gone, so the user is told whom to look at.
 */
#ifndef VMTAP_OPENER_H
#define VMTAP_OPENER_H

#include <stdbool.h>

#include "vmtap.h"

/*
 * Of the devices in list for which is_gone() says true, print on stderr which
 * processes opened the TAPs, as far as there still are such processes, in a line
 * for each.  list may be NULL.
 */
void opener_tell(const struct vmtap_list *list,
		 bool (*is_gone)(const struct vmtap_device *device,
				 const void *data),
		 const void *data);

/* The same for the device of that name. */
void opener_tell_named(const struct vmtap_list *list, const char *ifname);

#endif
