/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * host.h - what makers of devices use of the host.
 */
#ifndef VMTAP_HOST_H
#define VMTAP_HOST_H

#include <stdint.h>

#include "common/error.h"

struct ebpf;
struct rtnl;

struct host {
	struct rtnl *rtnl; /* in the namespace where vmtapd makes devices */
	struct ebpf *ebpf; /* the program for the frames of devices; NULL: this
			    * host has only the classic one */
	int inotify; /* watches the nodes of macvtaps, see node.h */
	uint32_t instance; /* in the mark of each link that vmtapd makes, see
			    * mark.h */
};

/* Open both descriptors.  On failure some may be open, and the caller must call
 * host_close(). */
int host_open(struct host *host, struct error *err);
void host_close(struct host *host);

#endif
