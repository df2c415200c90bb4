/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * macvtap-queues.h - the descriptors of a macvtap.
 */
#ifndef VMTAP_MACVTAP_QUEUES_H
#define VMTAP_MACVTAP_QUEUES_H

#include "link/making.h"

/* Watch the node of the device, then open and lock it once for each queue that
 * *device does not have yet. */
int macvtap_open_queues(const struct host *host, const struct device_spec *spec,
			struct device *device, struct error *err);

#endif
