/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * host.h - what the makers of devices need of the host.
 */
#ifndef VMTAP_HOST_H
#define VMTAP_HOST_H

#include <stdint.h>

#include "common/error.h"

struct rtnl;

struct host {
	struct rtnl *rtnl; /* in the namespace where devices are made */
	int inotify; /* watches the nodes of macvtaps, see node.h */
	uint32_t instance; /* in the mark of every link we make, see mark.h */
};

/* Both descriptors; on failure what is open is host_close()'s to close. */
int host_open(struct host *host, struct error *err);
void host_close(struct host *host);

#endif
