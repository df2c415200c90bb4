/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * well.h - the sentences about a bridge or lower device for facts that are not
 * wrong.  Pure.
 */
#ifndef VMTAP_WELL_H
#define VMTAP_WELL_H

#include "link/place/place.h"
#include "vmtap.h"

/* A lower device has nothing of this kind. */
bool well_is_of_bridges(enum place_fact fact);

/* VMTAP_STATE_OK, or VMTAP_STATE_HINT: nothing is wrong yet, but may be for a new
 * device. */
enum vmtap_state well_say(enum place_fact fact, const struct place_facts *place,
			  const struct place_device *device,
			  char text[PLACE_TEXT_SIZE]);

#endif
