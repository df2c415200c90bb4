/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * now.c - asks the modules that find notes, and prints all.
 */
#include "daemon/notes/now.h"

#include "daemon/event/mute.h"
#include "daemon/notes/notes.h"
#include "daemon/notes/places.h"

void now_print(const struct state *state, struct lease *lease,
	       const struct filter_traffic *traffic, bool is_pinned,
	       char text[VMTAP_PROTO_NOTES_TEXT_MAX + 1])
{
	places_refresh(state->places, lease);
	if (is_pinned || lease->facts.guest == GUEST_LEARNING)
		mute_judge(state, lease, traffic);
	notes_print(lease, text);
}
