/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * macvtap.h - a MACVTAP on a lower device.
 */
#ifndef VMTAP_MACVTAP_H
#define VMTAP_MACVTAP_H

#include "device.h"

/* See device_probe(). */
int macvtap_probe(const struct host *host, const struct device_spec *spec,
		  unsigned int *ret_mtu, struct error *err);

/* As tap_create().  -EEXIST also if /dev/tapN belongs to another namespace. */
int macvtap_create(const struct host *host, const struct device_spec *spec,
		   struct device *device, struct error *err);

#endif
