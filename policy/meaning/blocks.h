/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * blocks.h - the meaning of each kind of section, checked and resolved.
 * Private to policy/.
 */
#ifndef VMTAP_POLICY_BLOCKS_H
#define VMTAP_POLICY_BLOCKS_H

#include "policy/key.h"
#include "policy/message.h"
#include "policy/model.h"

/* keys.c */
int keys_network(struct parse *parse, const struct keys *keys,
		 struct network *ret_network);

/* rule.c */
int keys_rule(struct parse *parse, const struct network *network,
	      const struct keys *keys, struct rule *ret_rule);

/* table.c */
int keys_vm(struct parse *parse, const struct network *network,
	    const struct keys *keys, struct vm *ret_vm);

/* global.c */
int keys_global(struct parse *parse, const struct keys *keys,
		struct policy *policy);

/* reserved.c */
int keys_reserved(struct parse *parse, const struct values *values,
		  struct reserved *ret_reserved);

/* Refuse what would never be given: a VM or a range of an allow that is
 * reserved as a whole. */
int policy_check_reserved(struct parse *parse, const struct policy *policy);

/* Sort rules by precedence, and VMs by name.  -EINVAL if two rules have the
 * same subject, or two VMs the same name or address. */
int policy_sort_rules(struct parse *parse, struct block *block);
int policy_sort_vms(struct parse *parse, struct block *block);

/* Refuse VMs that have an address in common. */
int policy_check_macs(struct parse *parse, const struct block *block);

#endif
