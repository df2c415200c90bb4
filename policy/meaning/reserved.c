/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reserved.c - the hardware addresses that nobody gets ("reserved"), and those
 * that a rule permits.
 */
#include <errno.h>
#include <string.h>

#include "policy/meaning/blocks.h"
#include "policy/meaning/value.h"

int keys_reserved(struct parse *parse, const struct values *values,
		  struct reserved *ret_reserved)
{
	struct reserved reserved = { 0 };

	if (values->n > POLICY_RESERVED_MAX)
		return parse_error(
			parse, values->at[0]->place,
			"more than %d ranges in reserved; use fewer, wider ones",
			POLICY_RESERVED_MAX);
	for (size_t i = 0; i < values->n; i++) {
		int r = value_range(parse, values->at[i],
				    &reserved.ranges[reserved.n++]);

		if (r < 0)
			return r;
	}
	*ret_reserved = reserved;
	return 0;
}

/* The range in the list that has all of range.  NULL if there is none. */
static const struct lladdr_range *find_outer(const struct reserved *reserved,
					     const struct lladdr_range *range)
{
	for (size_t i = 0; i < reserved->n; i++)
		if (lladdr_range_within(range, &reserved->ranges[i]))
			return &reserved->ranges[i];
	return NULL;
}

/* Stations of the same bridge or lower device hear each other, whichever
 * network they belong to. */
static const struct lladdr_range *
find_withheld(const struct policy *policy, const struct network *network,
	      const struct lladdr_range *range)
{
	const struct lladdr_range *found = find_outer(&policy->reserved, range);

	for (size_t i = 0; !found && i < policy->n_blocks; i++) {
		const struct network *other = &policy->blocks[i].network;

		if (other->reserved.n > 0 && other->kind == network->kind &&
		    strcmp(other->link.s, network->link.s) == 0)
			found = find_outer(&other->reserved, range);
	}
	return found;
}

bool policy_is_withheld(const struct policy *policy,
			const struct network *network,
			const struct lladdr *lladdr)
{
	const struct lladdr_range alone = { .base = *lladdr, .prefix = 48 };

	return find_withheld(policy, network, &alone) != NULL;
}

const struct reserved *policy_reserved(const struct policy *policy)
{
	return &policy->reserved;
}

/*
 * A rule without ranges says nothing of addresses.  Cards have vendors'
 * addresses, and so has the router of most networks.  So such a rule permits
 * only those that nobody's card has.
 *
 * In mode passthru the guest has the lower device to itself, and may have its
 * address as well.
 */
bool decision_permits(const struct decision *decision,
		      const struct lladdr *lladdr)
{
	for (size_t i = 0; i < decision->n_ranges; i++)
		if (lladdr_in_range(lladdr, &decision->ranges[i]))
			return true;
	return decision->n_ranges == 0 &&
	       (decision->mode == VMTAP_MODE_PASSTHRU ||
		lladdr_is_local(lladdr));
}

/* ---- what would never be given ---------------------------------------- */

static int check_rule(struct parse *parse, const struct policy *policy,
		      const struct network *network, const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_ranges; i++) {
		const struct lladdr_range *outer =
			find_withheld(policy, network, &rule->ranges[i]);
		char range[LLADDR_RANGE_TEXT_SIZE];
		char reserved[LLADDR_RANGE_TEXT_SIZE];

		if (!outer)
			continue;
		lladdr_range_format(&rule->ranges[i], range);
		lladdr_range_format(outer, reserved);
		return parse_error(
			parse, rule->place,
			"mac %s of allow \"%s\" lies within reserved %s, so nobody would get it; remove one, or make reserved narrower",
			range, rule->text, reserved);
	}
	return 0;
}

static int check_lladdr(struct parse *parse, const struct policy *policy,
			const struct network *network, const struct vm *vm,
			const struct lladdr *of_vm)
{
	const struct lladdr_range alone = { .base = *of_vm, .prefix = 48 };
	const struct lladdr_range *outer =
		find_withheld(policy, network, &alone);
	char lladdr[LLADDR_TEXT_SIZE], reserved[LLADDR_RANGE_TEXT_SIZE];

	if (!outer)
		return 0;
	lladdr_format(of_vm, lladdr);
	lladdr_range_format(outer, reserved);
	return parse_error(
		parse, vm->place,
		"the address %s of vm \"%s\" lies within reserved %s, so nobody would get it; give the VM another one, or make reserved narrower",
		lladdr, vm->name.s, reserved);
}

static int check_vm(struct parse *parse, const struct policy *policy,
		    const struct network *network, const struct vm *vm)
{
	int r = check_lladdr(parse, policy, network, vm, &vm->lladdr);

	for (size_t i = 0; r == 0 && i < vm->n_macs; i++)
		r = check_lladdr(parse, policy, network, vm, &vm->macs[i]);
	return r;
}

int policy_check_reserved(struct parse *parse, const struct policy *policy)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < policy->n_blocks; i++) {
		const struct block *block = &policy->blocks[i];

		for (size_t j = 0; r == 0 && j < block->n_rules; j++)
			r = check_rule(parse, policy, &block->network,
				       &block->rules[j]);
		for (size_t j = 0; r == 0 && j < block->n_vms; j++)
			r = check_vm(parse, policy, &block->network,
				     &block->vms[j]);
	}
	return r;
}
