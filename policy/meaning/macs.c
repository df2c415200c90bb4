/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * macs.c - the further hardware addresses of a VM of the table, and which rows
 * may not have the same ones.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/kind.h"
#include "policy/meaning/blocks.h"
#include "policy/meaning/parts.h"

/* Only these words look at hardware addresses. */
#define WORDS ((unsigned int)(FENCE_MAC | FENCE_ARP | FENCE_IPV6))

/* The kernel delivers to a macvtap by one address, unless the macvtap has the
 * lower device to itself. */
static int check_network(struct parse *parse, const struct value *value,
			 const struct network *network)
{
	if (!(network->fence.filters & WORDS))
		return parse_error(
			parse, value->place,
			"macs say nothing on network \"%s\", whose filter looks at no hardware address; add mac to the filter, or remove them",
			network->name.s);
	if (kind_of(network->kind)->is_port ||
	    network->mode == VMTAP_MODE_PASSTHRU)
		return 0;
	return parse_error(
		parse, value->place,
		"a guest on network \"%s\" cannot have macs, for the kernel delivers to a macvtap by one address; write mode = passthru, or use kind = bridge",
		network->name.s);
}

static bool has_mac(const struct vm *vm, const struct lladdr *lladdr)
{
	for (size_t i = 0; i < vm->n_macs; i++)
		if (lladdr_equal(&vm->macs[i], lladdr))
			return true;
	return false;
}

bool vm_has_lladdr(const struct vm *vm, const struct lladdr *lladdr)
{
	return lladdr_equal(&vm->lladdr, lladdr) || has_mac(vm, lladdr);
}

static int add_mac(struct parse *parse, const struct value *value,
		   struct vm *vm)
{
	struct lladdr lladdr;

	if (lladdr_parse(value->text, &lladdr) < 0 ||
	    !lladdr_is_station(&lladdr))
		return parse_error(
			parse, value->place,
			"macs \"%s\" of vm \"%s\" is not a station's address; write one as \"00:00:5e:00:01:07\"",
			value->text, vm->name.s);
	if (vm_has_lladdr(vm, &lladdr))
		return parse_error(
			parse, value->place,
			"vm \"%s\" has the address %s twice, in mac or macs; remove one",
			vm->name.s, value->text);
	if (vm->n_macs == FENCE_MACS_MAX)
		return parse_error(
			parse, value->place,
			"more than %d further addresses of vm \"%s\"; give it a second device, or use a network with filter = none",
			FENCE_MACS_MAX, vm->name.s);
	vm->macs[vm->n_macs++] = lladdr;
	return 0;
}

int vm_macs(struct parse *parse, const struct keys *keys,
	    const struct network *network, struct vm *vm)
{
	const struct values *values = &keys->of[KEY_MACS];
	int r = values->n > 0 ? check_network(parse, values->at[0], network)
			      : 0;

	for (size_t i = 0; r == 0 && i < values->n; i++)
		r = add_mac(parse, values->at[i], vm);
	return r;
}

/* ---- rows that exclude each other ------------------------------------- */

/* An address, and the row that has it. */
struct owned {
	struct lladdr lladdr;
	const struct vm *vm;
};

static int compare_owned(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;
	int r = memcmp(x->lladdr.b, y->lladdr.b, LLADDR_LEN);

	return r ? r
		 : (x->vm->place.line > y->vm->place.line) -
			       (x->vm->place.line < y->vm->place.line);
}

static size_t list_owned(const struct block *block, struct owned *all)
{
	size_t n = 0;

	for (size_t i = 0; i < block->n_vms; i++) {
		const struct vm *vm = &block->vms[i];

		all[n++] = (struct owned){ vm->lladdr, vm };
		for (size_t j = 0; j < vm->n_macs; j++)
			all[n++] = (struct owned){ vm->macs[j], vm };
	}
	return n;
}

/* Only the address of a virtual router moves between the VMs that have it. */
static int check_pair(struct parse *parse, const struct owned *a,
		      const struct owned *b)
{
	char lladdr[LLADDR_TEXT_SIZE];

	if (!lladdr_equal(&a->lladdr, &b->lladdr) ||
	    (lladdr_is_virtual(&a->lladdr) && has_mac(a->vm, &a->lladdr) &&
	     has_mac(b->vm, &b->lladdr)))
		return 0;
	lladdr_format(&a->lladdr, lladdr);
	return parse_error(
		parse, b->vm->place,
		"vm \"%s\" has the address %s of vm \"%s\" in %s:%u; give it another one, for only the address of a virtual router, 00:00:5e:00:01:XX or 00:00:5e:00:02:XX, may stand in the macs of both",
		b->vm->name.s, lladdr, a->vm->name.s, a->vm->place.file,
		a->vm->place.line);
}

int policy_check_macs(struct parse *parse, const struct block *block)
{
	struct owned *all =
		calloc(block->n_vms * (1 + FENCE_MACS_MAX) + 1, sizeof(*all));
	size_t n;
	int r = 0;

	if (!all)
		return parse_no_memory(parse);
	n = list_owned(block, all);
	qsort(all, n, sizeof(*all), compare_owned);
	for (size_t i = 1; r == 0 && i < n; i++)
		r = check_pair(parse, &all[i - 1], &all[i]);
	free(all);
	return r;
}
