/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * parts.h - what several keys of a section mean together.  blocks.h is made of
 * these.  Private to policy/.
 */
#ifndef VMTAP_POLICY_PARTS_H
#define VMTAP_POLICY_PARTS_H

#include "policy/key.h"
#include "policy/message.h"
#include "policy/model.h"

/* inet.c, vlan.c, rate.c: parts of a fence.  They hold what they read against
 * the fence of *network, which is empty as long as that is read itself. */
int fence_addresses(struct parse *parse, const struct keys *keys,
		    const struct network *network, struct fence *fence);
bool fence_has_ipv4(const struct fence *fence);
int fence_vlans(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence);
int fence_rates(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence);

/* fence.c: the network's own; *fence is the network's and becomes that of the
 * allow; the addresses of a VM. */
int fence_network(struct parse *parse, const struct keys *keys,
		  struct network *network);
int fence_allow(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence);
int fence_vm(struct parse *parse, const struct keys *keys,
	     const struct network *network, struct vm *vm);

/* mode.c: mode and sources of a macvtap. */
int keys_modes(struct parse *parse, const struct keys *keys,
	       struct network *network);

#endif
