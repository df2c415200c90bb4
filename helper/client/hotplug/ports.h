/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ports.h - where a VM takes another PCI card, as query-pci tells it.  Pure.
 */
#ifndef VMTAP_PORTS_H
#define VMTAP_PORTS_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

#define PORTS_MAX 64

/* Names belong to the answer of query-pci. */
struct ports {
	size_t n;
	const char *empty[PORTS_MAX]; /* root ports without a card */
	bool is_used; /* the wanted one is a port with a card */
	bool is_port; /* the wanted one is an empty port */
	/* The machine is QEMU's "pc": its first bus takes cards itself. */
	bool is_legacy;
};

/* wanted: the user's bus, or NULL */
void ports_find(const struct json_object *buses, const char *wanted,
		struct ports *ret_ports);

#endif
