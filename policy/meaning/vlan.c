/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vlan.c - the VLANs of a network and of an allow: the one of untagged frames,
 * and the tags that a guest may use.  fence.c calls it.
 */
#include <errno.h>
#include <string.h>

#include "common/kind.h"
#include "policy/meaning/parts.h"
#include "policy/meaning/value.h"

static const struct range vlan_range = { 1, FENCE_VLAN_MAX };
static const struct range tag_range = { 0, FENCE_VLAN_MAX };

static bool has_vlan(const struct fence *fence, unsigned int vlan)
{
	for (size_t i = 0; i < fence->n_vlans; i++)
		if (fence->vlans[i] == vlan)
			return true;
	return false;
}

/* The list stays ascending. */
static void insert_vlan(struct fence *fence, unsigned int vlan)
{
	size_t at = fence->n_vlans++;

	for (; at > 0 && fence->vlans[at - 1] > vlan; at--)
		fence->vlans[at] = fence->vlans[at - 1];
	fence->vlans[at] = (uint16_t)vlan;
}

static int add_vlan(struct parse *parse, const struct value *value,
		    const struct network *network, struct fence *fence)
{
	unsigned int vlan = 0;
	int r = value_number(parse, value, tag_range, &vlan);

	if (r < 0)
		return r;
	if (vlan == 0 && !(fence->filters & FENCE_VLAN))
		return parse_error(
			parse, value->place,
			"VLAN 0 says nothing on network \"%s\", for its filter lets every tag pass; add vlan to the filter, or remove it",
			network->name.s);
	if (has_vlan(fence, vlan))
		return parse_error(parse, value->place,
				   "VLAN %u is listed twice; remove one", vlan);
	if (fence->n_vlans == FENCE_VLANS_MAX)
		return parse_error(
			parse, value->place,
			"more than %d VLANs of one guest; use fewer, or make two networks",
			FENCE_VLANS_MAX);
	if (network->fence.n_vlans > 0 && !has_vlan(&network->fence, vlan))
		return parse_error(
			parse, value->place,
			"VLAN %u is not among the vlans of network \"%s\" itself; add it there, or remove it here",
			vlan, network->name.s);
	insert_vlan(fence, vlan);
	return 0;
}

static int key_vlans(struct parse *parse, const struct values *values,
		     const struct network *network, struct fence *fence)
{
	if (values->n == 0)
		return 0;
	if (!kind_of(network->kind)->is_port && !(fence->filters & FENCE_VLAN))
		return parse_error(
			parse, values->at[0]->place,
			"vlans say nothing on network \"%s\", for its filter lets every tag pass; add vlan to the filter, or remove them",
			network->name.s);
	fence->n_vlans = 0;
	for (size_t i = 0; i < values->n; i++) {
		int r = add_vlan(parse, values->at[i], network, fence);

		if (r < 0)
			return r;
	}
	return 0;
}

int fence_vlans(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence)
{
	const struct value *vlan = keys_value(keys, KEY_VLAN);
	const struct values *vlans = &keys->of[KEY_VLANS];
	int r;

	r = value_number(parse, vlan, vlan_range, &fence->vlan);
	if (r == 0)
		r = key_vlans(parse, vlans, network, fence);
	if (r < 0 || fence->vlan == 0 || !has_vlan(fence, fence->vlan))
		return r;
	return parse_error(
		parse, vlan ? vlan->place : vlans->at[0]->place,
		"VLAN %u is both that of untagged frames (vlan) and a tag (vlans); remove it from one",
		fence->vlan);
}
