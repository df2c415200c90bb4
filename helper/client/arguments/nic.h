/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nic.h - an opened device as plain values, from which arguments are made.
 */
#ifndef VMTAP_NIC_H
#define VMTAP_NIC_H

#include <stdbool.h>

#include "vmtap.h"

#define NICS_MAX 32 /* of one command */

struct nic {
	const char *network;
	unsigned int n_queues;
	unsigned int n_vhosts; /* 0, or as many as queues */
	int fds[VMTAP_QUEUES_MAX];
	int vhost_fds[VMTAP_QUEUES_MAX];
	const char *lladdr; /* "" = unknown */
	const char *ifname;
	unsigned int mtu;
	bool is_planned; /* not opened, so that its name, and an MTU of 0, are
			  * not known yet */
};

#endif
