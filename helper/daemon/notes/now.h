/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * now.h - the notes of a lease when a client asks: for those that no event tells
 * of, vmtapd looks.
 */
#ifndef VMTAP_NOW_H
#define VMTAP_NOW_H

#include "daemon/state.h"
#include "link/fence/attach.h"
#include "vmtap-proto.h"

/* is_pinned: the filter has the guest's address. */
void now_print(const struct state *state, struct lease *lease,
	       const struct filter_traffic *traffic, bool is_pinned,
	       char text[VMTAP_PROTO_NOTES_TEXT_MAX + 1]);

#endif
