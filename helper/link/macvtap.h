/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * macvtap.h - a MACVTAP on a lower device.
 */
#ifndef VMTAP_MACVTAP_H
#define VMTAP_MACVTAP_H

#include "link/making.h"

/* See device_probe(). */
int macvtap_probe(const struct host *host, const struct device_spec *spec,
		  unsigned int *ret_mtu, struct error *err);

/*
 * As tap_create().  -ESTALE: /dev/tapN belongs to another namespace.
 * -EINPROGRESS: there is a link, but its node is not ours to open yet; go on with
 * macvtap_resume(), which takes the node as it is then.
 */
int macvtap_create(const struct host *host, const struct device_spec *spec,
		   struct device *device, struct error *err);
int macvtap_resume(const struct host *host, const struct device_spec *spec,
		   struct device *device, struct error *err);

#endif
