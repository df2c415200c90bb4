/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu.h - a card of a QEMU that runs: where it fits, in, and out again.
 *
 * The id of the card is the user's.  Its netdev is called as the interface, so
 * that the card tells which lease it has.
 */
#ifndef VMTAP_QEMU_H
#define VMTAP_QEMU_H

#include <stdbool.h>
#include <stdint.h>

#include "vmtap.h"

struct monitor;

#define QEMU_ID_SIZE 64

/* Can QEMU call a card or bus so?  A letter, then letters, digits and _.- */
bool qemu_is_id(const char *text);

/* -EEXIST: the VM has a device of that name.  To undo a step whose answer did not
 * come could remove it. */
int qemu_is_free(struct monitor *monitor, const char *id,
		 struct vmtap_error *err);

/* A bus for one more card: bus, if it can take one; else an empty root port.
 * "": the card needs no name of a bus. */
int qemu_find_bus(struct monitor *monitor, const char *bus,
		  char ret_bus[QEMU_ID_SIZE], struct vmtap_error *err);

/* Give QEMU the device's descriptors, and plug a card with them.  If a step
 * fails, those before are undone as far as QEMU answers. */
int qemu_plug(struct monitor *monitor, const struct vmtap_device *device,
	      const char *id, const char *bus, struct vmtap_error *err);

/* The netdev of a card.  -ENODEV: the VM has no such card. */
int qemu_netdev(struct monitor *monitor, const char *id,
		char ret_netdev[QEMU_ID_SIZE], struct vmtap_error *err);

/* Ask the guest to give the card up, and wait for it until the deadline, of
 * clock_ms().  tell, if it is not NULL, is called now and then with the rest. */
int qemu_unplug(struct monitor *monitor, const char *id, uint64_t deadline,
		void (*tell)(const char *id, uint64_t rest_ms),
		struct vmtap_error *err);

/* -ENODEV: QEMU has no such netdev. */
int qemu_remove_netdev(struct monitor *monitor, const char *netdev,
		       struct vmtap_error *err);

#endif
