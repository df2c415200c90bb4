/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tap.h - a TAP as a port of a bridge.
 */
#ifndef VMTAP_TAP_H
#define VMTAP_TAP_H

#include "link/making.h"

/* See device_probe(). */
int tap_probe(const struct host *host, const struct device_spec *spec,
	      unsigned int *ret_mtu, struct error *err);

/* device->ifindex and ifname are chosen; see device_create().  -EEXIST: that
 * number or name is in use, choose another. */
int tap_create(const struct host *host, const struct device_spec *spec,
	       struct device *device, struct error *err);

#endif
