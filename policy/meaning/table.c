/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * table.c - a network's table of VMs and their addresses.  The DHCP server has
 * the same rows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/meaning/blocks.h"
#include "policy/meaning/parts.h"

static int vm_lladdr(struct parse *parse, const struct keys *keys,
		     struct vm *vm)
{
	const struct value *mac = keys_value(keys, KEY_VM_MAC);

	if (!mac)
		return parse_error(
			parse, keys->place,
			"vm \"%s\" has no address; add mac = \"52:54:00:12:34:56\"",
			keys->title);
	if (lladdr_parse(mac->text, &vm->lladdr) < 0 ||
	    !lladdr_is_station(&vm->lladdr))
		return parse_error(
			parse, mac->place,
			"mac \"%s\" of vm \"%s\" is not a station's address; write one as \"52:54:00:12:34:56\"",
			mac->text, keys->title);
	return 0;
}

int keys_vm(struct parse *parse, const struct network *network,
	    const struct keys *keys, struct vm *ret_vm)
{
	struct vm vm = { .place = keys->place };
	int r;

	if (label_parse(keys->title, &vm.name) < 0)
		return parse_error(
			parse, keys->place,
			"\"%s\" cannot be a VM's name: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
			keys->title, VMTAP_LABEL_MAX);
	r = vm_lladdr(parse, keys, &vm);
	if (r == 0)
		r = vm_macs(parse, keys, network, &vm);
	if (r < 0)
		return r;
	if (keys->of[KEY_USERS].n > POLICY_USERS_MAX)
		return parse_error(parse, keys->of[KEY_USERS].at[0]->place,
				   "more than %d users of one VM; use a group",
				   POLICY_USERS_MAX);
	for (size_t i = 0; i < keys->of[KEY_USERS].n; i++) {
		r = who_parse(parse, keys->of[KEY_USERS].at[i]->place, "users",
			      keys->of[KEY_USERS].at[i]->text, &vm.users[i]);
		if (r < 0)
			return r;
	}
	vm.n_users = keys->of[KEY_USERS].n;
	r = fence_vm(parse, keys, network, &vm);
	if (r < 0)
		return r;
	*ret_vm = vm;
	return 0;
}

static int compare_lladdrs(const void *a, const void *b)
{
	const struct vm *x = a, *y = b;
	int r = memcmp(x->lladdr.b, y->lladdr.b, LLADDR_LEN);

	return r ? r
		 : (x->place.line > y->place.line) -
			       (x->place.line < y->place.line);
}

static int compare_names(const void *a, const void *b)
{
	const struct vm *x = a, *y = b;
	int r = strcmp(x->name.s, y->name.s);

	return r ? r
		 : (x->place.line > y->place.line) -
			       (x->place.line < y->place.line);
}

int policy_sort_vms(struct parse *parse, struct block *block)
{
	struct vm *vms = block->vms;

	qsort(vms, block->n_vms, sizeof(*vms), compare_lladdrs);
	for (size_t i = 1; i < block->n_vms; i++)
		if (lladdr_equal(&vms[i - 1].lladdr, &vms[i].lladdr))
			return parse_error(
				parse, vms[i].place,
				"vm \"%s\" has the address of vm \"%s\" in %s:%u; give it another one",
				vms[i].name.s, vms[i - 1].name.s,
				vms[i - 1].place.file, vms[i - 1].place.line);
	qsort(vms, block->n_vms, sizeof(*vms), compare_names);
	for (size_t i = 1; i < block->n_vms; i++)
		if (strcmp(vms[i - 1].name.s, vms[i].name.s) == 0)
			return parse_error(
				parse, vms[i].place,
				"vm \"%s\" stands in %s:%u, too; keep one",
				vms[i].name.s, vms[i - 1].place.file,
				vms[i - 1].place.line);
	return 0;
}

static int compare_key(const void *key, const void *member)
{
	return strcmp(key, ((const struct vm *)member)->name.s);
}

const struct vm *table_find(const struct network *network,
			    const struct label *vm)
{
	const struct block *block = (const struct block *)network;

	return block->n_vms == 0 ? NULL
				 : bsearch(vm->s, block->vms, block->n_vms,
					   sizeof(block->vms[0]), compare_key);
}

bool table_owns(const struct vm *vm, const struct peer *peer)
{
	for (size_t i = 0; i < vm->n_users; i++)
		if (who_admits(&vm->users[i], peer))
			return true;
	return vm->n_users == 0;
}

void table_apply(const struct vm *vm, struct decision *decision)
{
	struct fence *fence = &decision->fence;

	decision->lladdr = &vm->lladdr;
	fence->n_macs = vm->n_macs;
	memcpy(fence->macs, vm->macs, sizeof(vm->macs));
	if (vm->n_addresses > 0) {
		fence->n_addresses = vm->n_addresses;
		memcpy(fence->addresses, vm->addresses, sizeof(vm->addresses));
	}
}

/* The row that has the address: that of the VM, if it is one of several. */
static const struct vm *find_lladdr(const struct block *block,
				    const struct lladdr *lladdr,
				    const struct label *name)
{
	const struct vm *found = NULL;

	for (size_t i = 0; i < block->n_vms; i++) {
		const struct vm *vm = &block->vms[i];

		if (!vm_has_lladdr(vm, lladdr))
			continue;
		if (strcmp(vm->name.s, name->s) == 0)
			return vm;
		found = vm;
	}
	return found;
}

bool policy_is_reserved(const struct policy *policy,
			const struct network *network,
			const struct lladdr *lladdr, const struct label *vm)
{
	const struct vm *row =
		find_lladdr((const struct block *)network, lladdr, vm);

	if (row)
		return strcmp(row->name.s, vm->s) != 0;
	for (size_t i = 0; i < policy->n_blocks; i++) {
		const struct block *block = &policy->blocks[i];

		if (block->network.kind == network->kind &&
		    strcmp(block->network.link.s, network->link.s) == 0 &&
		    find_lladdr(block, lladdr, vm))
			return true;
	}
	return false;
}
