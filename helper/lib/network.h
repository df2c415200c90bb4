/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * network.h - what a struct vmtap_network holds.
 */
#ifndef VMTAP_NETWORK_H
#define VMTAP_NETWORK_H

#include "common/address/lladdr.h"
#include "vmtap-proto.h"

struct vmtap_network {
	struct vmtap_proto_network facts;
	char range[VMTAP_RANGES_MAX][LLADDR_RANGE_TEXT_SIZE];
};

void network_init(struct vmtap_network *network,
		  const struct vmtap_proto_network *facts);

#endif
