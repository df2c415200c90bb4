/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.h - what a struct vmtap_device holds.
 */
#ifndef VMTAP_DEVICE_H
#define VMTAP_DEVICE_H

#include <stdbool.h>

#include "common/address/lladdr.h"
#include "common/address/prefix.h"
#include "lib/connection.h"
#include "lib/network.h"
#include "vmtap.h"

struct vmtap_device {
	struct vmtap_proto_lease facts;
	unsigned int n_vhosts;
	char lladdr[LLADDR_TEXT_SIZE]; /* "" = unknown */
	char addresses[VMTAP_PROTO_LEASE_ADDRESSES][PREFIX_TEXT_SIZE]; /* "":
									* none */
	bool is_checked; /* an answer to CHECK */
	struct vmtap_network limits; /* if .is_checked */
	int queue_fds[VMTAP_QUEUES_MAX]; /* -1: none, or taken */
	int vhost_fds[VMTAP_QUEUES_MAX];
};

/* A device without descriptors. */
void device_init(struct vmtap_device *device,
		 const struct vmtap_proto_lease *facts);

/* Move the descriptors of *answer, an answer to OPEN, into *device. */
void device_take(struct vmtap_device *device, struct answer *answer);

#endif
