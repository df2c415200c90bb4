/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * text.h - the filter of a device as lines of text.
 */
#ifndef VMTAP_FENCE_TEXT_H
#define VMTAP_FENCE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "link/fence/attach.h"
#include "vmtap-proto.h"

/*
 * Write as many lines of the filter as there is room for, from the line first
 * on.  Line 0 is a heading.  is_annotated: it is known to be the filter of
 * today's policy.
 */
void text_filter(const struct filter_found *found, bool is_annotated,
		 size_t first, struct vmtap_proto_show *show);

#endif
