/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * parts.h - what several keys of a section mean together.  The functions of
 * blocks.h use these.  Private to policy/.
 */
#ifndef VMTAP_POLICY_PARTS_H
#define VMTAP_POLICY_PARTS_H

#include "policy/key.h"
#include "policy/message.h"
#include "policy/model.h"

/* inet.c, vlan.c, rate.c: read parts of a fence, and compare them with the
 * fence of *network.  That fence is empty while the network itself is read. */
int fence_addresses(struct parse *parse, const struct keys *keys,
		    const struct network *network, struct fence *fence);
bool fence_has_ipv4(const struct fence *fence);
int fence_vlans(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence);
int fence_rates(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence);

/* fence.c: read the fence of a network; narrow *fence, which is the network's,
 * to that of an allow; read the addresses of a VM. */
int fence_network(struct parse *parse, const struct keys *keys,
		  struct network *network);
int fence_allow(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence);
int fence_vm(struct parse *parse, const struct keys *keys,
	     const struct network *network, struct vm *vm);

/* macs.c: read the further addresses of a VM. */
int vm_macs(struct parse *parse, const struct keys *keys,
	    const struct network *network, struct vm *vm);

/* mode.c: read mode and sources of a macvtap network. */
int keys_modes(struct parse *parse, const struct keys *keys,
	       struct network *network);

#endif
