/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * places.h - where in QEMU's arguments the user has left room for a card.
 */
#ifndef VMTAP_QEMU_PLACES_H
#define VMTAP_QEMU_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "client/arguments/qemu/words.h"

/*
 * Indexes of values in argv; 0: there is none.  A card without any gets a
 * -netdev and a -device appended; one with a device alone gets a -netdev.
 */
struct place {
	size_t backend; /* of a -netdev or -nic */
	size_t device; /* of the -device that has this backend */
	bool is_nic;
};

/*
 * Find the places of n cards on these networks, in the order of the cards:
 *   -netdev or -nic bridge,br=NETWORK   for a card on that network
 *   -netdev or -nic tap                 without what it would open
 *   -device                             a network card without a netdev=, or
 *                                       with one that no -netdev has
 */
void places_find(char *const *argv, const char *const *networks, size_t n,
		 struct place *places);

/* Has a -netdev this id, or does a -device ask for it? */
bool places_use_id(char *const *argv, const struct word *id);

/* The address that the user has written at this place.  False: none. */
bool places_address(char *const *argv, const struct place *place,
		    struct word *ret);

/* Not so for a -netdev that no -device has: its guest has no card. */
bool places_has_device(const struct place *place);

/* The device is a virtio-net, which can have several queues. */
bool places_has_queues(char *const *argv, const struct place *place);

#endif
