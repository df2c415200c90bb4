/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * record.h - what follows the head of a reply, by its verb.  Private to the codec
 * of replies.
 */
#ifndef VMTAP_WIRE_RECORD_H
#define VMTAP_WIRE_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "vmtap-proto.h"

struct shape {
	size_t size;
	bool is_list;
	bool (*check)(const void *record);
};

const struct shape *record_shape(const struct vmtap_proto_reply *head);

/* May a terminal print it? */
bool record_is_ascii(char c);

#endif
