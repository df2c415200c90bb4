/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * doctor.h - what DIAGNOSE looks at.  It makes nothing, and what it asks the
 * kernel is charged to the client, as for CHECK.
 *
 * vmtapd looks only where its rights let it: at nodes, and at what rtnetlink
 * tells.  What the host's files say, the client or 'vmtapd --check --host'
 * sees (helper/look/).
 */
#ifndef VMTAP_DOCTOR_H
#define VMTAP_DOCTOR_H

#include "common/error.h"
#include "daemon/call.h"
#include "daemon/doctor/findings.h"

/* Nodes, and abilities of the kernel. */
void doctor_host(const struct call *call, struct findings *findings);

/* The network that the request names.  -EACCES: the client may not use it, and is
 * no administrator. */
int doctor_network(const struct call *call, struct findings *findings,
		   struct error *err);

#endif
