/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kind.c - the table of kinds.  A new kind needs a row, and a case in
 * kind_of().
 */
#include "common/kind.h"

#include <stdio.h>
#include <string.h>

static const struct kind none = { .name = "?", .device = "?", .link_kind = "" };

static const struct kind bridge = {
	.kind = VMTAP_KIND_BRIDGE,
	.name = "bridge",
	.device = "tap on a bridge",
	.link_kind = "tun",
	.guest_side = SIDE_INGRESS,
	.is_port = true,
	.lladdr = KIND_LLADDR_ANOTHER,
	.holder_sets = KIND_CHANGE_LLADDR | KIND_CHANGE_CARRIER,
	.end = KIND_END_DESCRIPTOR,
};

static const struct kind macvtap = {
	.kind = VMTAP_KIND_MACVTAP,
	.name = "macvtap",
	.device = "macvtap",
	.link_kind = "macvtap",
	.guest_side = SIDE_EGRESS,
	.has_modes = true,
	.has_node = true,
	.lladdr = KIND_LLADDR_GUESTS,
	.holder_sets = KIND_CHANGE_LLADDR,
	.end = KIND_END_DESCRIPTOR,
};

const struct kind *kind_of(enum vmtap_kind kind)
{
	switch (kind) {
	case VMTAP_KIND_BRIDGE:
		return &bridge;
	case VMTAP_KIND_MACVTAP:
		return &macvtap;
	case VMTAP_KIND_NONE:
		break;
	}
	return &none;
}

/* The row after this one.  The row of no kind comes after the last, and only
 * there. */
static const struct kind *next(const struct kind *kind)
{
	return kind_of((enum vmtap_kind)(kind->kind + 1));
}

const struct kind *kind_named(const char *name)
{
	for (const struct kind *kind = next(&none); kind != &none;
	     kind = next(kind))
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

const struct kind *kind_of_link(const char *link_kind)
{
	for (const struct kind *kind = next(&none); kind != &none;
	     kind = next(kind))
		if (strcmp(kind->link_kind, link_kind) == 0)
			return kind;
	return NULL;
}

void kind_names(const char *before, char text[KIND_NAMES_SIZE])
{
	size_t used = 0;

	text[0] = '\0';
	for (const struct kind *kind = next(&none); kind != &none;
	     kind = next(kind)) {
		const char *between = next(kind) == &none ? " or " : ", ";

		used += (size_t)snprintf(text + used, KIND_NAMES_SIZE - used,
					 "%s%s%s", used > 0 ? between : "",
					 before, kind->name);
		if (used >= KIND_NAMES_SIZE)
			return;
	}
}
